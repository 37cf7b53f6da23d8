// Package migrations holds the database schema as numbered steps, embedded. Package store runs
// them. A step runs as one transaction and ends by saying in schema_applied which step the
// schema stands at, so that a repair need not guess.
package migrations

import "embed"

// FS holds NNNNNN_name.up.sql and its paired NNNNNN_name.down.sql.
//
//go:embed *.sql
var FS embed.FS
