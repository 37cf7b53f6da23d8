package storetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/localpg"
)

// With holdVariable set to a file name, this test binary is a test that hangs: it starts the
// server, writes where its files are, and holds still.
const holdVariable = "STORETEST_HOLD"

func TestMain(m *testing.M) {
	file := os.Getenv(holdVariable)
	if file == "" {
		os.Exit(m.Run())
	}
	s, err := start()
	if err != nil {
		panic(err)
	}
	if err := os.WriteFile(file+".new", []byte(s.Dir()), 0o600); err != nil {
		panic(err)
	}
	if err := os.Rename(file+".new", file); err != nil {
		panic(err)
	}
	time.Sleep(time.Hour)
}

func query(t *testing.T, url, sql string) (string, error) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		return "", err
	}
	defer conn.Close(context.Background())
	var answer any
	err = conn.QueryRow(t.Context(), sql).Scan(&answer)
	return fmt.Sprint(answer), err
}

var wordsMade atomic.Int64

// words is a template with a role, an owner and a table.
func words() Template {
	return Template{Key: "words", Migrate: func(ctx context.Context, urlFor func(string) string) error {
		wordsMade.Add(1)
		admin, err := pgx.Connect(ctx, urlFor(localpg.Superuser))
		if err != nil {
			return err
		}
		_, err = admin.Exec(ctx, `CREATE ROLE assay_owner LOGIN; CREATE ROLE assay_server LOGIN;
			DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO assay_owner', current_database()); END $$`)
		if err != nil {
			return err
		}
		owner, err := pgx.Connect(ctx, urlFor("assay_owner"))
		if err != nil {
			return err
		}
		_, err = owner.Exec(ctx, `CREATE TABLE words (word text); INSERT INTO words VALUES ('template');
			GRANT SELECT, INSERT ON words TO assay_server`)
		return err // both connections stay open, which must not keep the template from being copied
	}}
}

func TestEachTestHasItsOwnCopyOfTheTemplate(t *testing.T) {
	template := words()
	t.Run("in parallel", func(t *testing.T) {
		for i := range 8 {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				url := NewDatabase(t, template)
				_, err := query(t, url("assay_server"), fmt.Sprintf(`INSERT INTO words VALUES ('test %d') RETURNING word`, i))
				require.NoError(t, err)
				got, err := query(t, url("assay_server"), `SELECT string_agg(word, ', ' ORDER BY word) FROM words`)
				require.NoError(t, err)
				assert.Equal(t, fmt.Sprintf("template, test %d", i), got)
				got, err = query(t, url(localpg.Superuser), `SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = current_database()`)
				require.NoError(t, err)
				assert.Equal(t, "assay_owner", got, "the owner is copied too")
				open, err := pgx.Connect(t.Context(), url("assay_owner")) // does not keep it from being dropped
				require.NoError(t, err)
				require.NoError(t, open.Ping(t.Context()))
			})
		}
	})
	assert.Equal(t, int64(1), wordsMade.Load(), "the template is made once")
	left, err := query(t, Server(t).URL(localpg.Superuser, "postgres"), `SELECT count(*)::text FROM pg_database WHERE datname LIKE 'test%'`)
	require.NoError(t, err)
	assert.Equal(t, "0", left)
}

func TestTemplatesWithOtherKeysAreApart(t *testing.T) {
	t.Parallel()
	empty := NewDatabase(t, Template{Key: "empty"})
	got, err := query(t, empty(localpg.Superuser), `SELECT count(*)::text FROM pg_class WHERE relname = 'words'`)
	require.NoError(t, err)
	assert.Equal(t, "0", got)
}

func TestAFailedTemplateFailsEachTest(t *testing.T) {
	t.Parallel()
	broken := Template{Key: "broken", Migrate: func(context.Context, func(string) string) error {
		return errors.New("no such column: sovreignty")
	}}
	for range 2 {
		r := &recorder{TB: t}
		over := make(chan struct{})
		go func() { // Fatalf ends its goroutine
			defer close(over)
			NewDatabase(r, broken)
		}()
		<-over
		assert.Contains(t, r.fatal, "no such column: sovreignty")
	}
}

// A recorder is a test that may fail.
type recorder struct {
	testing.TB
	fatal string
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.fatal = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func TestKillingTheTestsLeavesNoPostgres(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	require.NoError(t, err)
	tests := []struct {
		name    string
		command []string
	}{
		{"the go command", []string{"go", "test", "-count=1", "."}},
		{"the test binary", []string{program}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "dir")
			cmd := exec.Command(tt.command[0], tt.command[1:]...)
			cmd.Env = append(os.Environ(), holdVariable+"="+file)
			cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			var output strings.Builder
			cmd.Stderr = &output
			cmd.Stdout = &output
			cmd.WaitDelay = time.Minute
			require.NoError(t, cmd.Start())
			require.Eventually(t, func() bool {
				_, err := os.Stat(file)
				return err == nil
			}, time.Minute, 10*time.Millisecond, "the server starts")
			dir, err := os.ReadFile(file)
			require.NoError(t, err)
			require.NotEmpty(t, using(t, string(dir)))

			require.NoError(t, cmd.Process.Kill()) // it alone, not its group
			_ = cmd.Wait()
			require.Eventually(t, func() bool {
				_, err := os.Stat(string(dir))
				return os.IsNotExist(err) && len(using(t, string(dir))) == 0
			}, time.Minute, 10*time.Millisecond, "the server and its files vanish: %s", output.String())
		})
	}
}

// using lists the processes that name dir on their command line or work in it.
func using(t *testing.T, dir string) (found []string) {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*")
	require.NoError(t, err)
	for _, proc := range all {
		words, _ := os.ReadFile(filepath.Join(proc, "cmdline"))
		cwd, _ := os.Readlink(filepath.Join(proc, "cwd"))
		if strings.Contains(string(words), dir) || strings.HasPrefix(cwd, dir) {
			found = append(found, proc)
		}
	}
	return found
}

// BenchmarkNewDatabase is what a test pays for its database: a copy, and dropping it.
func BenchmarkNewDatabase(b *testing.B) {
	NewDatabase(b, Template{Key: "benchmark"})
	for b.Loop() {
		b.StopTimer()
		once := &cleaner{TB: b}
		b.StartTimer()
		NewDatabase(once, Template{Key: "benchmark"})
		once.clean()
	}
}

// A cleaner is a test whose cleanup is called by hand.
type cleaner struct {
	testing.TB
	clean func()
}

func (c *cleaner) Cleanup(f func()) { c.clean = f }
