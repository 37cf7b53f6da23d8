// Package store keeps what Assay knows in Postgres: all SQL is here, and driver errors stop
// here. Private rows belong to a workspace, and row-level security lets a transaction see its
// own workspace and the public library, nothing else; InWorkspace and Read are the only doors.
//
// Three roles share the work. The owner migrates the schema and loads the library (Migrate,
// Grant, OpenOwner), the server serves (Open), the backup reads everything.
package store
