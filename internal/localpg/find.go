package localpg

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// ErrNotFound means that this machine has no Postgres server that Assay could run.
var ErrNotFound = errors.New("no Postgres server of version " + strconv.Itoa(oldest) +
	" or newer was found: install one with `sudo make deps` or `sudo apt-get install postgresql`, or set DATABASE_URL to use one that runs elsewhere")

// ErrVersion means that the data was made by a major version of Postgres that is not installed
// here. Nothing was changed.
type ErrVersion struct {
	Dir    string // the data directory
	Data   int    // the major version that made the data
	Server int    // the major version found on this machine
}

func (e ErrVersion) Error() string {
	return fmt.Sprintf("the data in %s was made by Postgres %d and this machine has Postgres %d, which cannot read it; nothing was changed: install Postgres %d, or name another directory with --data",
		filepath.Join(e.Dir, "pg"), e.Data, e.Server, e.Data)
}

// An install is a folder with the programs postgres and initdb of one version.
type install struct {
	dir   string
	major int
}

func (i install) program(name string) string { return filepath.Join(i.dir, name) }

// usualPlaces are the folders in which packages put the server programs and which are not on
// PATH: those of Debian, of the Postgres project's RPMs, of Homebrew, and of a build from source.
var usualPlaces = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/opt/homebrew/opt/postgresql@*/bin",
	"/usr/local/opt/postgresql@*/bin",
	"/usr/local/pgsql/bin",
}

// choose finds the programs to run: those of major version data if data is not 0, else the first
// that is new enough, in binDir, or if that is empty on the search path and in places. The second
// result is the newest version seen, which is of interest when the wanted one is missing.
func choose(binDir, path string, places []string, data int) (install, int, error) {
	candidates := []string{binDir}
	if binDir == "" {
		candidates = append(filepath.SplitList(path), expand(places)...)
	}
	newest, seen := 0, map[string]bool{}
	for _, dir := range candidates {
		dir, ok := serverPrograms(dir)
		if !ok || seen[dir] {
			continue
		}
		seen[dir] = true
		major, err := majorVersion(filepath.Join(dir, "postgres"))
		if err != nil {
			continue // not a Postgres, or one that does not run here
		}
		newest = max(newest, major)
		if major == data || data == 0 && major >= oldest {
			return install{dir, major}, newest, nil
		}
	}
	switch {
	case newest != 0 && data != 0:
		return install{}, newest, nil
	case newest != 0:
		return install{}, newest, fmt.Errorf("%w (only version %d is here)", ErrNotFound, newest)
	case binDir != "":
		return install{}, 0, fmt.Errorf("%w (looked only in %s)", ErrNotFound, binDir)
	}
	return install{}, 0, ErrNotFound
}

// expand lists the folders that match patterns, the newest version first.
func expand(patterns []string) []string {
	var all []string
	for _, p := range patterns {
		found, _ := filepath.Glob(p) // the patterns are well formed
		slices.SortFunc(found, func(a, b string) int { return cmp.Compare(numberIn(b), numberIn(a)) })
		all = append(all, found...)
	}
	return all
}

var number = regexp.MustCompile(`\d+`)

func numberIn(path string) int {
	n, _ := strconv.Atoi(number.FindString(path))
	return n
}

// serverPrograms follows the links of the program postgres in dir and tells in which folder it
// really is, provided that initdb is there too. Postgres looks for its other files from there.
func serverPrograms(dir string) (string, bool) {
	if !filepath.IsAbs(dir) { // a relative entry of PATH could be anybody's program
		return "", false
	}
	real, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
	if err != nil {
		return "", false
	}
	dir = filepath.Dir(real)
	return dir, executable(filepath.Join(dir, "postgres")) && executable(filepath.Join(dir, "initdb"))
}

func executable(file string) bool {
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

var versionLine = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// majorVersion asks a postgres program what it is.
func majorVersion(program string) (int, error) {
	out, err := exec.Command(program, "--version").Output()
	if err != nil {
		return 0, err
	}
	m := versionLine.FindSubmatch(out)
	if m == nil {
		return 0, fmt.Errorf("%s --version says %q", program, strings.TrimSpace(string(out)))
	}
	return strconv.Atoi(string(m[1]))
}

// dataVersion is the major version that made the cluster in pgdir, or 0 when there is none yet,
// which a missing and an empty folder both mean.
func dataVersion(pgdir string) (int, error) {
	entries, err := os.ReadDir(pgdir)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(entries) == 0 {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	b, err := os.ReadFile(filepath.Join(pgdir, "PG_VERSION"))
	if errors.Is(err, os.ErrNotExist) {
		return 0, fmt.Errorf("%s holds files but no Postgres data; nothing was changed: name another directory with --data", pgdir)
	}
	if err != nil {
		return 0, err
	}
	// Before version 10 the major version had two parts, as in 9.6; the first is enough here.
	first, _, _ := strings.Cut(strings.TrimSpace(string(b)), ".")
	major, err := strconv.Atoi(first)
	if err != nil {
		return 0, fmt.Errorf("%s holds no version number; nothing was changed", filepath.Join(pgdir, "PG_VERSION"))
	}
	return major, nil
}
