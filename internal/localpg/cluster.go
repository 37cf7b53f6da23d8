package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// initdb makes a cluster in pgdir. It works beside it and renames at the end, so a cluster is
// there whole or not at all; what an interrupted attempt left is removed first.
func (a account) initdb(ctx context.Context, with install, pgdir string, ephemeral bool, in place) error {
	fresh := pgdir + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	if err := os.Mkdir(fresh, 0o700); err != nil {
		return err
	}
	if err := a.give(fresh); err != nil {
		return err
	}
	args := []string{"-D", fresh, "-U", Superuser, "-A", "peer", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"}
	if ephemeral {
		args = append(args, "--no-sync", "--wal-segsize=1") // megabytes to write
	} else {
		args = append(args, "--data-checksums")
	}
	before, err := in.log.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	g, err := a.guard(in, with.program("initdb"), args...)
	if err != nil {
		return err
	}
	select {
	case <-g.done:
	case <-ctx.Done():
		return errors.Join(ctx.Err(), g.end(ctx), os.RemoveAll(fresh))
	}
	if g.err != nil {
		return errors.Join(fmt.Errorf("initdb: %w\n%s", g.err, tail(in.log.Name(), before)), os.RemoveAll(fresh))
	}
	if err := syscall.Rmdir(pgdir); err != nil && !errors.Is(err, syscall.ENOENT) { // it was empty
		return fmt.Errorf("replace %s: %w", pgdir, err)
	}
	if err := os.Rename(fresh, pgdir); err != nil {
		return err
	}
	return syncDir(filepath.Dir(pgdir), ephemeral)
}

// syncDir makes a rename in dir survive a power failure.
func syncDir(dir string, ephemeral bool) error {
	if ephemeral {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// writeAccess writes the two files that say who may log in, and returns the settings that name
// them. They are outside the cluster, where the server's user cannot change them.
func (a account) writeAccess(dir string, roles []string) ([]string, error) {
	if strings.ContainsAny(a.self, "\"\n") {
		return nil, fmt.Errorf("user name %q cannot be written to a Postgres file", a.self)
	}
	var ident strings.Builder
	for _, role := range append([]string{Superuser}, roles...) {
		fmt.Fprintf(&ident, "assay \"%s\" \"%s\"\n", a.self, role)
	}
	var settings []string
	for _, f := range []struct{ setting, name, content string }{
		{"hba_file", "pg_hba.conf", "local all all peer map=assay\n"},
		{"ident_file", "pg_ident.conf", ident.String()},
	} {
		path := filepath.Join(dir, f.name)
		if err := os.WriteFile(path, []byte("# Written by Assay at each start.\n"+f.content), 0o600); err != nil {
			return nil, err
		}
		if err := os.Chmod(path, 0o644); err != nil { // nothing secret, and the server must read it
			return nil, err
		}
		settings = append(settings, f.setting+"="+path)
	}
	return settings, nil
}

// settings are the server's settings that matter to Assay. On the command line they win over
// whatever is in the cluster's own files.
func settings(sockets string, ephemeral bool) []string {
	s := []string{
		"listen_addresses=",
		"port=" + port,
		"unix_socket_directories=" + sockets,
		"unix_socket_permissions=0700",
		"logging_collector=off",
		"log_destination=stderr",
		"log_line_prefix=%m [%p] %q%u@%d ",
		"cluster_name=assay",
	}
	if ephemeral {
		s = append(s,
			"fsync=off", "synchronous_commit=off", "full_page_writes=off",
			"wal_level=minimal", "max_wal_senders=0", // so that copying a database writes less
			"autovacuum=off", // it would work in a template while that is being copied
			"max_connections=200",
		)
	}
	return s
}

// longestLog is the size beyond which a log is put aside at the next start.
const longestLog = 4 << 20

// openLog opens the file that the server writes to, and not through a pipe to Assay, so that it
// can still write when Assay was killed.
func openLog(file string) (*os.File, error) {
	if info, err := os.Stat(file); err == nil && info.Size() > longestLog {
		if err := os.Rename(file, file+".1"); err != nil {
			return nil, err
		}
	}
	return os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
}

// tail returns the end of what was written to a log after a position, for an error message.
func tail(file string, from int64) string {
	b, err := os.ReadFile(file)
	if err != nil || from > int64(len(b)) {
		return "(its log cannot be read)"
	}
	lines := strings.Split(strings.TrimSpace(string(b[from:])), "\n")
	return strings.Join(lines[max(0, len(lines)-12):], "\n")
}
