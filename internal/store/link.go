package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"
)

// CreateDeskLink makes the token of a one-time link that opens the desk's workspace within
// the given time. Only its hash is stored: the token is known to the caller alone.
func (s *Store) CreateDeskLink(ctx context.Context, valid time.Duration) (token string, err error) {
	token = rand.Text()
	_, err = s.pool.Exec(ctx, `INSERT INTO desk_link (token_sha256, expires_at) VALUES ($1::bytea, now() + $2::interval)`, tokenHash(token), valid)
	return token, wrap(err, "create a desk link")
}

// DeskLinkOpen reports whether a token could be consumed now.
func (s *Store) DeskLinkOpen(ctx context.Context, token string) (open bool, err error) {
	err = s.pool.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM desk_link WHERE token_sha256 = $1::bytea AND used_at IS NULL AND expires_at > now())`, tokenHash(token)).Scan(&open)
	return open, wrap(err, "look at a desk link")
}

// ConsumeDeskLink uses a token up. Of all calls with one token exactly one returns nil; the
// others, and those with an expired or unknown token, return ErrNotFound.
func (s *Store) ConsumeDeskLink(ctx context.Context, token string) error {
	tag, err := s.pool.Exec(ctx, `
		UPDATE desk_link SET used_at = now() WHERE token_sha256 = $1::bytea AND used_at IS NULL AND expires_at > now()`, tokenHash(token))
	if err == nil && tag.RowsAffected() == 0 {
		return fmt.Errorf("desk link: %w", ErrNotFound)
	}
	return wrap(err, "consume a desk link")
}
