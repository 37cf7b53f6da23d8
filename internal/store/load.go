package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"assay/internal/framework"
	"assay/internal/offer"
)

// Content is everything that a library holds.
type Content struct {
	Frameworks []*framework.Framework
	Evidence   []offer.Evidence
	Offers     []offer.Offer
	Answers    []AnswerSet
	Cases      []Case
}

// SHA256 returns the hash of the whole content, in the order given.
func (c Content) SHA256() ([]byte, error) {
	h := sha256.New()
	e := json.NewEncoder(h)
	for _, f := range c.Frameworks {
		if err := e.Encode([]string{f.Ref(), f.SHA256()}); err != nil {
			return nil, err
		}
	}
	for _, part := range []any{c.Evidence, c.Offers, c.Answers, c.Cases} {
		if err := e.Encode(part); err != nil {
			return nil, err
		}
	}
	return h.Sum(nil), nil
}

// A Count says what loading did to the records of one kind.
type Count struct{ New, Changed, Retired int }

// A LoadReport says what loading did. Unchanged: the same content was there, and nothing was
// looked at beyond its hash.
type LoadReport struct {
	Unchanged                                    bool
	Frameworks, Evidence, Offers, Answers, Cases Count
}

// An Owner is a connection as the role that owns the tables. It is for loading the library and
// serves nobody.
type Owner struct{ pool *pgxpool.Pool }

// ErrNotOwner says that a role may not load the library.
var ErrNotOwner = errors.New("the role does not own the tables")

// OpenOwner connects as the owner of the tables. It refuses the same schemas as Open, and any
// other role.
func OpenOwner(ctx context.Context, ownerURL string, options ...Option) (*Owner, error) {
	options = append(options, func(c *pgxpool.Config) { c.MaxConns = 1 })
	pool, err := connect(ctx, ownerURL, options)
	if err != nil {
		return nil, err
	}
	if err := checkOwner(ctx, pool); err != nil {
		pool.Close()
		return nil, err
	}
	return &Owner{pool}, nil
}

func checkOwner(ctx context.Context, pool *pgxpool.Pool) error {
	return pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error {
		schema, err := settledSchema(ctx, c.Conn())
		if err != nil {
			return err
		}
		if err := schema.check(); err != nil {
			return err
		}
		var owner bool
		if err := c.QueryRow(ctx, `SELECT assay_is_owner()`).Scan(&owner); err != nil {
			return wrap(err, "look at the owner role")
		}
		if !owner {
			return ErrNotOwner
		}
		return nil
	})
}

// Close ends the connection.
func (o *Owner) Close() { o.pool.Close() }

// LoadLibrary makes the public library equal to c, in one transaction. What is equal already
// is not touched; a changed record gets a new version; what c no longer has is retired, and
// its versions stay. A framework never changes: one that is stored under the same id and
// version with another content is an error. Starts that load at the same time wait for each
// other. When c was loaded before, that is found out by one query.
func (o *Owner) LoadLibrary(ctx context.Context, c Content) (LoadReport, error) {
	sum, err := c.SHA256()
	if err != nil {
		return LoadReport{}, fmt.Errorf("hash the library: %w", err)
	}
	stored, err := librarySHA256(ctx, o.pool)
	if err != nil {
		return LoadReport{}, err
	}
	if string(stored) == string(sum) {
		return LoadReport{Unchanged: true}, nil
	}
	return o.load(ctx, Library, c, sum)
}

// LibrarySHA256 returns the hash of the library content last loaded, nil if there is none.
func (s *Store) LibrarySHA256(ctx context.Context) ([]byte, error) { return librarySHA256(ctx, s.pool) }

func librarySHA256(ctx context.Context, pool *pgxpool.Pool) (sum []byte, err error) {
	err = pool.QueryRow(ctx, `SELECT content_sha256 FROM workspace WHERE workspace_id = assay_library()`).Scan(&sum)
	return sum, wrap(err, "read the library's hash")
}

func (o *Owner) load(ctx context.Context, workspace UUID, c Content, sum []byte) (report LoadReport, err error) {
	err = inWorkspace(ctx, o.pool, "begin", workspace, func(tx *Tx) error {
		report, err = tx.load(ctx, c, sum)
		return wrap(err, "load workspace %s", workspace)
	})
	return report, err
}

func (tx *Tx) load(ctx context.Context, c Content, sum []byte) (LoadReport, error) {
	var stored []byte
	err := tx.tx.QueryRow(ctx, `SELECT content_sha256 FROM workspace WHERE workspace_id = $1 FOR UPDATE`, tx.workspace).Scan(&stored)
	if err != nil {
		return LoadReport{}, err
	}
	if string(stored) == string(sum) { // another start was faster
		return LoadReport{Unchanged: true}, nil
	}
	var r LoadReport
	changes := &changeset{workspace: tx.workspace}
	for _, step := range []func() error{
		func() (err error) { r.Frameworks, err = tx.loadFrameworks(ctx, changes, c.Frameworks); return },
		func() (err error) { r.Evidence, err = tx.loadEvidence(ctx, changes, c.Evidence); return },
		func() (err error) { r.Offers, err = tx.loadOffers(ctx, changes, c.Offers); return },
		func() (err error) { r.Answers, err = tx.loadAnswers(ctx, changes, c.Answers); return },
		func() (err error) { r.Cases, err = tx.loadCases(ctx, changes, c.Cases); return },
	} {
		if err := step(); err != nil {
			return LoadReport{}, err
		}
	}
	changes.batch.Queue(`UPDATE workspace SET content_sha256 = $2 WHERE workspace_id = $1`, tx.workspace, sum)
	// Nobody waits for the statistics collector to learn how large the library is.
	changes.batch.Queue(refreshStatistics)
	return r, tx.send(ctx, changes)
}
