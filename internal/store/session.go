package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// Sessions keeps browser sessions, as an scs.CtxStore. Only a hash of a session's token is
// stored. Sessions belong to no workspace: one says which workspace its holder opened.
type Sessions struct{ store *Store }

// Sessions returns the store of browser sessions.
func (s *Store) Sessions() Sessions { return Sessions{s} }

// FindCtx returns the data of a session that has not expired.
func (s Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var data []byte
	err := s.store.pool.QueryRow(ctx, `SELECT data FROM session WHERE token_sha256 = $1::bytea AND expires_at > now()`, tokenHash(token)).Scan(&data)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	return data, err == nil, wrap(err, "find session")
}

// CommitCtx stores a session under its token, over what was there.
func (s Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, err := s.store.pool.Exec(ctx, `
		INSERT INTO session (token_sha256, data, expires_at) VALUES ($1::bytea, $2, $3)
		ON CONFLICT (token_sha256) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`, tokenHash(token), data, expiry)
	return wrap(err, "store session")
}

// DeleteCtx ends a session. There need not be one.
func (s Sessions) DeleteCtx(ctx context.Context, token string) error {
	_, err := s.store.pool.Exec(ctx, `DELETE FROM session WHERE token_sha256 = $1::bytea`, tokenHash(token))
	return wrap(err, "delete session")
}

// Sweep removes sessions and desk links that have expired.
func (s Sessions) Sweep(ctx context.Context) error {
	_, err := s.store.pool.Exec(ctx, `DELETE FROM session WHERE expires_at <= now()`)
	if err == nil {
		_, err = s.store.pool.Exec(ctx, `DELETE FROM desk_link WHERE expires_at <= now()`)
	}
	return wrap(err, "sweep sessions")
}

// Find, Commit and Delete are the same without a context, which scs.Store asks for and does
// not call when the others are there.
func (s Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// tokenHash needs no salt: tokens are random and long.
func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
