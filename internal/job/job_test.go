package job_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/framework"
	"assay/internal/job"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/internal/store/testdb"
)

// offersFile is YAML with so many offers.
func offersFile(n int) []byte {
	var b strings.Builder
	b.WriteString("offers:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - {id: own-%d, title: Offer %d, scope: path, provider: P, status: active, stage: announced}\n", i, i)
	}
	return []byte(b.String())
}

// A desk is a workspace with a file whose import was confirmed, and no job yet.
type desk struct {
	t      *testing.T
	db     testdb.DB
	store  *store.Store
	shared *framework.Registry
	upload store.UUID
	log    strings.Builder
	logger *slog.Logger // into log
}

func newDesk(t *testing.T, offers int) *desk {
	t.Helper()
	shared, err := framework.Embedded()
	require.NoError(t, err)
	db := testdb.New(t)
	_, err = db.Owner(t).LoadLibrary(t.Context(), store.Content{Frameworks: shared.All()})
	require.NoError(t, err)
	d := &desk{t: t, db: db, store: db.Store(t), shared: shared}
	d.logger = slog.New(slog.NewTextHandler(&d.log, nil))
	d.write(func(tx *store.Tx) error {
		require.NoError(t, tx.CreateWorkspace(t.Context(), "Mine"))
		u := store.Upload{Kind: "offers", Name: "offers.yaml", Body: offersFile(offers)}
		d.upload, err = tx.AddUpload(t.Context(), store.Act{Person: "Ada"}, u)
		require.NoError(t, err)
		u, err = tx.Upload(t.Context(), d.upload)
		require.NoError(t, err)
		plan, err := app.PlanUpload(t.Context(), tx, shared, u)
		require.NoError(t, err)
		require.Empty(t, plan.Problems)
		return tx.MoveUpload(t.Context(), store.Act{Person: "Ada"}, d.upload, []store.UploadState{store.Waiting}, store.Queued, app.ImportReport{Fingerprint: plan.Fingerprint, Person: "Ada", Reason: "To begin with."})
	})
	return d
}

func (d *desk) write(f func(*store.Tx) error) {
	d.t.Helper()
	require.NoError(d.t, d.store.InWorkspace(context.Background(), store.Desk, f))
}

// Whoever writes the same records waits for the import, and takes up the whole pool.
func TestAnImportEndsThoughEverybodyWaitsForIt(t *testing.T) {
	d := newDesk(t, 400)
	var others sync.WaitGroup
	var once sync.Once
	watch := func(done, _ int) {
		if done == 0 {
			return
		}
		once.Do(func() {
			for range 12 {
				others.Go(func() { assert.ErrorIs(t, d.add(context.Background(), "own-0"), store.ErrConflict) })
			}
			time.Sleep(200 * time.Millisecond) // until they wait; sooner it would only test less
		})
	}
	require.NoError(t, app.RunImportWith(t.Context(), d.store, d.shared, store.Desk, d.upload, watch))
	others.Wait()
	u, offers, _ := d.look()
	assert.Equal(t, store.Done, u.State)
	assert.Equal(t, 400, offers)
}

// add records an offer of Eve's.
func (d *desk) add(ctx context.Context, id offer.ID) error {
	return d.store.InWorkspace(ctx, store.Desk, func(tx *store.Tx) error {
		o := offer.Offer{ID: id, Title: "Eve's", Scope: offer.ScopePath, Provider: "Eve", Status: offer.Active}
		_, _, _, err := tx.Save(ctx, store.Act{Person: "Eve", Action: store.Create}, store.Changes{Offers: []store.Seen[offer.Offer]{{Item: o}}})
		return err
	})
}

// Whoever writes other records does not wait, and the log has what was done in the order in
// which it took effect.
func TestOthersGoOnWhileAFileIsTakenIn(t *testing.T) {
	d := newDesk(t, 1000)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // would they wait, it were for ever
	defer cancel()
	times := 0
	require.NoError(t, app.RunImportWith(ctx, d.store, d.shared, store.Desk, d.upload, func(done, _ int) {
		assert.NoError(t, d.add(ctx, offer.ID(fmt.Sprintf("own-eve-%d", done))))
		times++
	}))
	require.Equal(t, 3, times, "before the first 500, after them and after the last")
	d.write(func(tx *store.Tx) error {
		es, err := tx.Events(ctx, "offer", "", 0, 2000)
		require.Len(t, es, 1003)
		for i, e := range es {
			assert.EqualValues(t, es[0].Seq-int64(i), e.Seq, "no gap")
			assert.Equal(t, i >= 1000, e.Person == "Eve", "%d: she was done before the import", i)
		}
		return err
	})
}

// look returns the upload and how many offers and events there are.
func (d *desk) look() (u store.Upload, offers, events int) {
	d.t.Helper()
	d.write(func(tx *store.Tx) (err error) {
		u, err = tx.Upload(context.Background(), d.upload)
		require.NoError(d.t, err)
		ids, err := tx.OwnOfferIDs(context.Background())
		require.NoError(d.t, err)
		es, err := tx.Events(context.Background(), "offer", "", 0, 100000)
		offers, events = len(ids), len(es)
		return err
	})
	return u, offers, events
}

func (d *desk) run(ctx context.Context, workspace, upload store.UUID) error {
	return app.RunImport(ctx, d.store, d.shared, workspace, upload)
}

func (d *desk) client(run job.Run) *job.Client { return d.beside(run, true) }

func (d *desk) beside(run job.Run, alone bool) *job.Client {
	d.t.Helper()
	failed := func(ctx context.Context, workspace, upload store.UUID, why error) error {
		return app.FailImport(ctx, d.store, workspace, upload, "It failed.", why)
	}
	c, err := job.New(d.store, alone, run, failed, d.logger)
	require.NoError(d.t, err)
	return c
}

func (d *desk) start(c *job.Client) (stop func()) {
	d.t.Helper()
	require.NoError(d.t, c.Start(d.t.Context()))
	return func() { require.NoError(d.t, c.Stop(context.Background())) }
}

func (d *desk) enqueue(c *job.Client) {
	d.t.Helper()
	d.write(func(tx *store.Tx) error { return c.Enqueue(context.Background(), tx, store.Desk, d.upload) })
}

func (d *desk) becomes(state store.UploadState) {
	d.t.Helper()
	require.Eventually(d.t, func() bool { u, _, _ := d.look(); return u.State == state }, time.Minute, 50*time.Millisecond, "%s", state)
}

func TestAJobTakesAFileIn(t *testing.T) {
	d := newDesk(t, 1000)
	watch := d.db.Watch(t)
	c := d.client(d.run)
	d.enqueue(c)
	defer d.start(c)()
	d.becomes(store.Done)
	logged, unlogged := watch.Look()
	assert.Equal(t, []string{"begin upload", "import offer", "import upload"}, logged)
	assert.Empty(t, unlogged)
	u, offers, events := d.look()
	assert.Equal(t, 1000, offers)
	assert.Equal(t, 1000, events)
	assert.Equal(t, 1000, u.Done)
	assert.Equal(t, 1000, u.Total)
	assert.JSONEq(t, `{"taken":1000}`, string(u.Report))
}

func TestAJobIsThereWhenItsTransactionCommits(t *testing.T) {
	d := newDesk(t, 1)
	c := d.client(d.run)
	err := d.store.InWorkspace(t.Context(), store.Desk, func(tx *store.Tx) error {
		require.NoError(t, c.Enqueue(t.Context(), tx, store.Desk, d.upload))
		return assert.AnError
	})
	require.ErrorIs(t, err, assert.AnError)
	stop := d.start(c)
	time.Sleep(time.Second) // more than a poll
	stop()
	u, offers, _ := d.look()
	assert.Equal(t, store.Queued, u.State)
	assert.Zero(t, offers)
}

// Put aside while it runs, an import leaves nothing; cut off, it leaves nothing and is carried
// out at the next start.
func TestWhatIsStoppedLeavesNothingHalfDone(t *testing.T) {
	t.Run("put aside", func(t *testing.T) {
		d := newDesk(t, 800)
		c := d.client(func(ctx context.Context, workspace, upload store.UUID) error {
			return d.halfway(ctx, func() {
				d.write(func(tx *store.Tx) error {
					return tx.MoveUpload(context.Background(), store.Act{Person: "Ada"}, d.upload, []store.UploadState{store.Running}, store.Cancelled, nil)
				})
			})
		})
		d.enqueue(c)
		defer d.start(c)()
		d.becomes(store.Cancelled)
		time.Sleep(time.Second) // the run goes on to its end
		u, offers, events := d.look()
		assert.Equal(t, store.Cancelled, u.State)
		assert.Zero(t, offers)
		assert.Zero(t, events)
	})
	t.Run("cut off", func(t *testing.T) {
		d := newDesk(t, 800)
		begun := make(chan struct{})
		c := d.client(func(ctx context.Context, workspace, upload store.UUID) error {
			return d.halfway(ctx, func() { close(begun); <-ctx.Done() })
		})
		d.enqueue(c)
		stop := d.start(c)
		<-begun
		stop()
		u, offers, events := d.look()
		assert.Equal(t, store.Running, u.State)
		assert.Zero(t, offers)
		assert.Zero(t, events)

		next := d.client(d.run)
		defer d.start(next)()
		d.becomes(store.Done)
		_, offers, events = d.look()
		assert.Equal(t, 800, offers)
		assert.Equal(t, 800, events)
	})
}

// halfway runs the import and calls f once, in the middle of its transaction.
func (d *desk) halfway(ctx context.Context, f func()) error {
	return app.RunImportWith(ctx, d.store, d.shared, store.Desk, d.upload, func(done, _ int) {
		if done == 500 {
			f()
		}
	})
}

func TestTwoProcessesTakeAFileInOnce(t *testing.T) {
	d := newDesk(t, 600)
	var runs atomic.Int32
	counted := func(ctx context.Context, workspace, upload store.UUID) error {
		runs.Add(1)
		return d.run(ctx, workspace, upload)
	}
	a, b := d.beside(counted, false), d.beside(counted, false)
	d.enqueue(a)
	defer d.start(a)()
	defer d.start(b)()
	d.becomes(store.Done)
	time.Sleep(time.Second)
	_, offers, events := d.look()
	assert.Equal(t, 600, offers)
	assert.Equal(t, 600, events)
	assert.EqualValues(t, 1, runs.Load())
}

func TestAChangeBeforeItsTurnStopsTheImport(t *testing.T) {
	d := newDesk(t, 2)
	d.write(func(tx *store.Tx) error {
		plan, err := app.PlanImport(t.Context(), tx, d.shared, d.shared, app.Importing{Kind: app.ImportOffers, Name: "one.yaml", Body: offersFile(1)})
		require.NoError(t, err)
		return app.Import(t.Context(), tx, store.Act{Person: "Mari"}, plan, nil)
	})
	c := d.client(d.run)
	d.enqueue(c)
	defer d.start(c)()
	d.becomes(store.Failed)
	u, offers, _ := d.look()
	assert.Equal(t, 1, offers)
	assert.Contains(t, string(u.Report), "changed since the preview")
}

// The queue belongs to no workspace: what an error says of one's content stands in the row of
// the upload and in the log of the process.
func TestTheQueueKeepsNothingOfAWorkspace(t *testing.T) {
	for name, run := range map[string]job.Run{
		"an error": func(context.Context, store.UUID, store.UUID) error {
			return errors.New("offer Secret campus\x00 is there twice")
		},
		"a panic": func(context.Context, store.UUID, store.UUID) error { panic("Secret campus") },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, 1)
			c := d.client(run)
			d.enqueue(c)
			conn := d.db.Superuser(t)
			_, err := conn.Exec(t.Context(), `UPDATE river_job SET max_attempts = 1`) // the first is the last
			require.NoError(t, err)
			stop := d.start(c)
			d.becomes(store.Failed)
			var state, row string
			require.Eventually(t, func() bool {
				require.NoError(t, conn.QueryRow(t.Context(), `SELECT state::text, j::text FROM river_job j`).Scan(&state, &row))
				return state == "discarded"
			}, time.Minute, 50*time.Millisecond)
			stop()
			assert.Contains(t, row, d.upload.String()+" failed")
			assert.NotContains(t, row, "Secret")
			u, _, _ := d.look()
			assert.Contains(t, string(u.Report), "Secret campus")
			assert.Contains(t, d.log.String(), "Secret campus")
		})
	}
}
