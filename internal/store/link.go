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

// OpenByLink uses a token up, which opens the workspace in a browser under the name of a session.
// Of all calls with one token exactly one returns nil; the others, and those with an expired or
// unknown token, return ErrNotFound.
func (tx *Tx) OpenByLink(ctx context.Context, act Act, token string, session UUID) error {
	tag, err := tx.tx.Exec(ctx, `
		UPDATE desk_link SET used_at = now() WHERE token_sha256 = $1::bytea AND used_at IS NULL AND expires_at > now()`, tokenHash(token))
	if err == nil && tag.RowsAffected() == 0 {
		return fmt.Errorf("desk link: %w", ErrNotFound)
	}
	if err != nil {
		return wrap(err, "consume a desk link")
	}
	act.Action = SignIn
	return tx.logChange(act, "session", session.String(), nil, act.Person)
}

// NameSession logs that the person of a browser goes by another name from now on: by that of act.
func (tx *Tx) NameSession(act Act, session UUID, before string) error {
	if before == act.Person {
		return nil
	}
	act.Action = Change
	return tx.logChange(act, "session", session.String(), before, act.Person)
}

// CloseSession logs that a browser no longer has the workspace open.
func (tx *Tx) CloseSession(act Act, session UUID) error {
	act.Action = SignOut
	return tx.logChange(act, "session", session.String(), act.Person, nil)
}
