package testkit

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// child names, in the environment of a copy of this test binary, how the copy shall end after it
// has used the browser.
const child = "ASSAY_TESTKIT_CHILD"

func TestMain(m *testing.M) {
	if end := os.Getenv(child); end != "" {
		playChild(end)
	}
	os.Exit(m.Run())
}

func playChild(end string) {
	ctx, err := chromium()
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(chromedp.FromContext(ctx).Browser.Process().Pid)
	switch end {
	case "exit":
		os.Exit(0)
	case "panic":
		panic("as a test might")
	default:
		select {}
	}
}

func TestChromiumEndsWithTheTestBinary(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"exit", "panic", "kill", "kill with Chromium stopped"} {
		t.Run(end, func(t *testing.T) {
			t.Parallel()
			temp, err := os.MkdirTemp("", "tk") // short, or Chromium would go elsewhere
			require.NoError(t, err)
			t.Cleanup(func() { os.RemoveAll(temp) })
			cmd := exec.CommandContext(t.Context(), os.Args[0])
			// Without a home, as in a bare container.
			cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + temp, child + "=" + end}
			out, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			line, err := bufio.NewReader(out).ReadString('\n')
			require.NoError(t, err)
			var pid int
			_, err = fmt.Sscan(line, &pid)
			require.NoError(t, err, line)
			if strings.HasPrefix(end, "kill") {
				assert.NotEmpty(t, processesOf(temp))
				assert.NotEmpty(t, names(t, temp))
				if end != "kill" {
					require.NoError(t, syscall.Kill(pid, syscall.SIGSTOP)) // as one that no longer answers
				}
				require.NoError(t, cmd.Process.Kill())
			}
			_ = cmd.Wait()
			require.Eventually(t, func() bool { return len(processesOf(temp)) == 0 && len(names(t, temp)) == 0 },
				20*time.Second, 20*time.Millisecond)
		})
	}
}

// processesOf returns the command lines in which a directory is named.
func processesOf(dir string) []string {
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	var found []string
	for _, f := range files {
		line, _ := os.ReadFile(f) // a process may have ended meanwhile
		if strings.Contains(string(line), dir) {
			found = append(found, string(line))
		}
	}
	return found
}

func names(t *testing.T, dir string) []string {
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestADeadChromiumIsReplaced(t *testing.T) {
	base := serve(t, "", site{"GET /page": "<h1>Alive</h1>"})
	said := record(t, func(t testing.TB) {
		b := NewBrowser(t, base)
		pid := chromedp.FromContext(b.ctx).Browser.Process().Pid
		require.NoError(t, syscall.Kill(pid, syscall.SIGKILL))
		b.Open("/page")
	})
	assert.NotEmpty(t, said)
	require.Eventually(t, func() bool { return shared.ctx.Err() != nil }, 10*time.Second, 10*time.Millisecond)
	b := NewBrowser(t, base)
	b.Open("/page")
	assert.Equal(t, "Alive", b.Text("h1"))
}

func TestWithoutChromiumATestFailsAndSaysWhatToDo(t *testing.T) {
	running := shared.ctx
	t.Cleanup(func() { shared.ctx = running })
	shared.ctx = nil
	t.Setenv("PATH", t.TempDir())
	said := record(t, func(t testing.TB) { NewBrowser(t, "http://127.0.0.1:1") })
	assert.Contains(t, strings.Join(said, "\n"), "sudo make deps")
}

func TestALongDirectoryForTemporaryFilesIsAvoided(t *testing.T) {
	long := t.TempDir()
	t.Setenv("TMPDIR", long)
	assert.Equal(t, "/tmp", shortTemp())
	t.Setenv("TMPDIR", "/var/tmp")
	assert.Equal(t, "/var/tmp", shortTemp())
}

func TestOneChromiumServesAllTests(t *testing.T) {
	first, second := NewBrowser(t, "http://127.0.0.1:1"), NewBrowser(t, "http://127.0.0.1:1")
	pid := func(ctx context.Context) int { return chromedp.FromContext(ctx).Browser.Process().Pid }
	assert.Equal(t, pid(first.ctx), pid(second.ctx))
}
