package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"assay/internal/store"
)

// The files of a backup. The manifest is written last: without it a backup is none.
const (
	dumpFile     = "database.dump"
	manifestFile = "manifest.json"
)

// partial ends the name of a file that is still being written.
const partial = ".partial"

// manifestFormat is the version of the manifest's own form.
const manifestFormat = 1

// A manifest says what a backup holds, so that a restore can be held against it.
type manifest struct {
	Format   int              `json:"format"`
	Assay    string           `json:"assay"`    // the program's version
	Schema   int              `json:"schema"`   // the step the schema stood at
	Postgres int              `json:"postgres"` // the major version of pg_dump
	Taken    time.Time        `json:"taken"`
	Bytes    int64            `json:"bytes"`  // of the dump
	SHA256   string           `json:"sha256"` // of the dump
	Tables   []store.TableSum `json:"tables"`
}

func (m manifest) rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

// writeManifest makes the backup in dir whole.
func writeManifest(dir string, m manifest) error {
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	file := filepath.Join(dir, manifestFile)
	if err := os.WriteFile(file+partial, append(data, '\n'), 0o600); err != nil {
		return err
	}
	return settle(file)
}

// settle gives a finished file its name, once its content is on the disk.
func settle(file string) error {
	f, err := os.OpenFile(file+partial, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close(), os.Rename(file+partial, file)); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(file))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// longestManifest bounds what is read of one.
const longestManifest = 4 << 20

// readManifest reads the manifest of a backup, whose files have to be the ones it was written for.
func readManifest(dir string) (manifest, error) {
	var m manifest
	f, err := os.Open(filepath.Join(dir, manifestFile))
	if errors.Is(err, os.ErrNotExist) {
		return m, usagef("%s holds no whole backup: there is no %s", dir, manifestFile)
	}
	if err != nil {
		return m, usageError{err}
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, longestManifest))
	if err != nil {
		return m, err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil || dec.More() {
		return m, usagef("%s is damaged: it is not what assay backup writes; use another backup", f.Name())
	}
	if m.Format != manifestFormat {
		return m, usagef("%s is of form %d, and this program reads form %d: use the assay that wrote it (%s)", f.Name(), m.Format, manifestFormat, m.Assay)
	}
	return m, checkDump(filepath.Join(dir, dumpFile), m)
}

// checkDump compares the dump with its manifest.
func checkDump(file string, m manifest) error {
	size, sum, err := fileSum(file)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return usagef("the backup has no %s; use another backup", dumpFile)
	case err != nil:
		return err
	case size != m.Bytes:
		return usagef("%s is damaged: it has %d bytes and should have %d; use another backup", file, size, m.Bytes)
	case sum != m.SHA256:
		return usagef("%s or its manifest was changed: its SHA-256 is %s and should be %s; use another backup", file, sum, m.SHA256)
	}
	return nil
}

func fileSum(file string) (size int64, sum string, err error) {
	f, err := os.Open(file)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return 0, "", fmt.Errorf("read %s: %w", file, err)
	}
	return size, hex.EncodeToString(h.Sum(nil)), nil
}
