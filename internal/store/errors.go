package store

import (
	"errors"
	"fmt"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// What a caller may want to tell apart.
var (
	// ErrNotFound: no such thing, or none that this workspace may see.
	ErrNotFound = errors.New("not found")
	// ErrConflict: somebody else changed it first, or the name is taken.
	ErrConflict = errors.New("conflict")
	// ErrForbidden: the role or the workspace may not do this.
	ErrForbidden = errors.New("not allowed")
)

// wrap says what was being done and turns what the driver reports into the errors above.
func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	what := fmt.Sprintf(format, args...)
	if errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("%s: %w", what, ErrNotFound)
	}
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch pgErr.Code {
		case pgerrcode.UniqueViolation, pgerrcode.SerializationFailure, pgerrcode.DeadlockDetected:
			return fmt.Errorf("%s: %w (%s)", what, ErrConflict, pgErr.Message)
		case pgerrcode.ForeignKeyViolation:
			return fmt.Errorf("%s: what it names does not exist: %w (%s)", what, ErrNotFound, pgErr.Message)
		case pgerrcode.InsufficientPrivilege:
			return fmt.Errorf("%s: %w (%s)", what, ErrForbidden, pgErr.Message)
		}
	}
	return fmt.Errorf("%s: %w", what, err)
}
