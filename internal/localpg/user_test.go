package localpg_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/localpg"
)

// What root has to take care of cannot be tried by others, and the reverse, so there are two sets
// of tests. Root also runs the other set, and the tests that matter most, as an ordinary user.
func TestPrivileges(t *testing.T) {
	tests := asOrdinaryUser
	if os.Geteuid() == 0 {
		tests = asRoot
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t)
		})
	}
}

var asOrdinaryUser = map[string]func(*testing.T){
	"the server runs as Assay does": func(t *testing.T) {
		s := begun(t, localpg.Config{Dir: filepath.Join(openDir(t), "data")})
		uid, mode := owner(t, s.Dir())
		assert.Equal(t, os.Geteuid(), uid)
		assert.Equal(t, os.FileMode(0o700), mode)
		uid, _ = owner(t, filepath.Join("/proc", strconv.Itoa(postmaster(t, s.Dir()))))
		assert.Equal(t, os.Geteuid(), uid)
	},
	"a place where Assay may not write": func(t *testing.T) {
		_, err := localpg.Start(t.Context(), localpg.Config{Dir: "/usr/lib/assay-test"})
		assert.ErrorIs(t, err, os.ErrPermission)
		assert.ErrorContains(t, err, "/usr/lib/assay-test")
	},
	"a cluster of root's": func(t *testing.T) {
		dir := openDir(t)
		require.NoError(t, os.Symlink("/usr", filepath.Join(dir, "pg")))
		_, err := localpg.Start(t.Context(), localpg.Config{Dir: dir})
		assert.ErrorContains(t, err, "belongs to root")
	},
}

var asRoot = map[string]func(*testing.T){
	"the server runs as an unprivileged user, whatever the umask": func(t *testing.T) {
		dir := filepath.Join(openDir(t), "new", "data")
		child := childCommand(t, localpg.Config{Dir: dir})
		child.Args = []string{"sh", "-c", `umask 077; exec "$0"`, child.Path}
		child.Path = "/bin/sh"
		r, _ := begin(t, child)
		require.Empty(t, r.Error)

		want := account(t, "postgres")
		uid, mode := owner(t, filepath.Join(dir, "pg"))
		assert.Equal(t, want, uid)
		assert.Equal(t, os.FileMode(0o700), mode)
		uid, _ = owner(t, filepath.Join("/proc", strconv.Itoa(postmaster(t, dir))))
		assert.Equal(t, want, uid)
		for _, made := range []string{dir, filepath.Dir(dir)} {
			uid, mode := owner(t, made)
			assert.Equal(t, 0, uid)
			assert.Equal(t, os.FileMode(0o711), mode)
		}
		environment, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(postmaster(t, dir)), "environ"))
		require.NoError(t, err)
		assert.NotContains(t, string(environment), childVariable, "what Assay was told stays with it")
	},
	"a parent that the server's user may not enter is named, and nothing is made": func(t *testing.T) {
		closed := filepath.Join(openDir(t), "closed")
		require.NoError(t, os.Mkdir(closed, 0o700))
		link := filepath.Join(openDir(t), "link")
		require.NoError(t, os.Symlink(closed, link))
		for _, dir := range []string{closed, filepath.Join(closed, "deep", "er"), filepath.Join(link, "data")} {
			_, err := localpg.Start(t.Context(), localpg.Config{Dir: dir})
			assert.ErrorContains(t, err, "may not enter "+closed+":")
		}
		entries, err := os.ReadDir(closed)
		require.NoError(t, err)
		assert.Empty(t, entries)
		require.NoError(t, os.Chmod(closed, 0o711))
		begun(t, localpg.Config{Dir: filepath.Join(link, "data")})
	},
	"a cluster keeps its user": func(t *testing.T) {
		dir := openDir(t)
		nobody := account(t, "nobody")
		require.NoError(t, os.Mkdir(filepath.Join(dir, "pg"), 0o700))
		require.NoError(t, os.Chown(filepath.Join(dir, "pg"), nobody, nobody))
		for range 2 {
			s := begun(t, localpg.Config{Dir: dir})
			uid, _ := owner(t, filepath.Join("/proc", strconv.Itoa(postmaster(t, dir))))
			assert.Equal(t, nobody, uid)
			stop(t, s)
		}
		child := as(t, account(t, "postgres"), childCommand(t, localpg.Config{Dir: dir}))
		r, _ := begin(t, child)
		assert.Contains(t, r.Error, "belongs to user id "+strconv.Itoa(nobody))
	},
	"a cluster of root's": func(t *testing.T) {
		dir := openDir(t)
		require.NoError(t, os.Mkdir(filepath.Join(dir, "pg"), 0o700))
		_, err := localpg.Start(t.Context(), localpg.Config{Dir: dir})
		assert.ErrorContains(t, err, "belongs to root")
	},
	"root that may not change users": func(t *testing.T) {
		dir := filepath.Join(openDir(t), "data")
		child := childCommand(t, localpg.Config{Dir: dir})
		setpriv, err := exec.LookPath("setpriv")
		require.NoError(t, err, "from util-linux, to take a capability away")
		child.Args = []string{setpriv, "--bounding-set=-setuid", child.Path}
		child.Path = setpriv
		r, _ := begin(t, child)
		assert.Contains(t, r.Error, "may not change to the user postgres")
		assert.NoDirExists(t, dir)
	},
	"a user without a name": func(t *testing.T) {
		const unnamed = 54321
		_, err := user.LookupId(strconv.Itoa(unnamed))
		require.Error(t, err)
		dir := openDir(t)
		require.NoError(t, os.Chown(dir, unnamed, unnamed))
		r, _ := begin(t, as(t, unnamed, childCommand(t, localpg.Config{Dir: dir})))
		assert.Contains(t, r.Error, "user id 54321 has no name")
	},
	"another user may not log in": func(t *testing.T) {
		s := begun(t, localpg.Config{Dir: openDir(t)})
		assert.Contains(t, connectAs(t, account(t, "nobody"), admin(s)), "permission denied")
		// Even with the doors open there is a lock.
		require.NoError(t, os.Chmod(s.SocketDir(), 0o711))
		require.NoError(t, os.Chmod(filepath.Join(s.SocketDir(), ".s.PGSQL.5432"), 0o777))
		assert.Contains(t, connectAs(t, account(t, "nobody"), admin(s)), "Peer authentication failed")
		assert.Contains(t, connectAs(t, account(t, "postgres"), admin(s)), "Peer authentication failed")
		assert.Empty(t, connectAs(t, 0, admin(s)))
	},
	"the same as an ordinary user": func(t *testing.T) {
		program := exec.Command(executable(t), "-test.run", "^Test(Privileges|Start|Assay|ASecond|Killing|APIDFile|AnEphemeral|Abandoned)")
		program.Env = append(os.Environ(), "TMPDIR=/tmp", "HOME=/nonexistent")
		out, err := as(t, account(t, "nobody"), program).CombinedOutput()
		assert.NoError(t, err, "%s", out)
	},
}

// owner tells whose a file is and its permissions.
func owner(t *testing.T, path string) (uid int, mode os.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	require.NoError(t, err)
	return int(info.Sys().(*syscall.Stat_t).Uid), info.Mode().Perm()
}

func account(t *testing.T, name string) int {
	t.Helper()
	u, err := user.Lookup(name)
	require.NoError(t, err)
	uid, err := strconv.Atoi(u.Uid)
	require.NoError(t, err)
	return uid
}

// executable is a copy of this program in a place where every user may run it.
func executable(t *testing.T) string {
	t.Helper()
	program, err := os.Executable()
	require.NoError(t, err)
	dir := openDirIn(t, "/tmp") // memory may be mounted noexec
	file := filepath.Join(dir, "localpg.test")
	// Another program writes the copy: a child that some other test starts meanwhile would inherit
	// our open file, and a file that is open for writing cannot be run ("text file busy").
	out, err := exec.Command("cp", program, file).CombinedOutput()
	require.NoError(t, err, string(out))
	require.NoError(t, os.Chmod(file, 0o755))
	return file
}

// as makes a copy of this program run as another user, in a folder of that user's.
func as(t *testing.T, uid int, cmd *exec.Cmd) *exec.Cmd {
	t.Helper()
	cmd.Path = executable(t)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}}
	return cmd
}

// connectAs tries to log in as another user of the machine and returns the error.
func connectAs(t *testing.T, uid int, url string) string {
	t.Helper()
	cmd := as(t, uid, exec.Command(os.Args[0]))
	cmd.Env = []string{connectVariable + "=" + url}
	out, err := cmd.Output()
	require.NoError(t, err)
	var r report
	require.NoError(t, json.Unmarshal(out, &r))
	return r.Error
}
