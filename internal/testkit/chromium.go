package testkit

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"github.com/chromedp/chromedp"
)

// shared is the one Chromium of this test binary. It starts with the first Browser and lives as
// long as the binary: see reaper.
var shared struct {
	sync.Mutex
	ctx  context.Context
	life io.WriteCloser // the pipe to the reaper: were it let go of, the garbage collector would close it
}

// chromium returns the context of a running Chromium, a new one if the last has died.
func chromium() (context.Context, error) {
	shared.Lock()
	defer shared.Unlock()
	if shared.ctx != nil && shared.ctx.Err() == nil {
		return shared.ctx, nil
	}
	ctx, life, err := startChromium()
	if err != nil {
		return nil, err
	}
	if shared.life != nil {
		shared.life.Close() // for the reaper to clean up after the last
	}
	shared.ctx, shared.life = ctx, life
	return ctx, nil
}

// unneeded are features of Chromium that no page can see: those that chromedp leaves out too, and the
// lists under the address bar, for which every window had a process of its own draw a page.
const unneeded = "Translate,BlinkGenPropertyTrees,WebUIOmniboxPopup,WebUIOmniboxAimPopup"

// startChromium starts Chromium with a home, a profile and an environment of its own, so that
// nothing of the person who runs the tests matters, and no name but those of this machine resolves.
func startChromium() (context.Context, io.WriteCloser, error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, nil, fmt.Errorf("no Chromium to test with, run sudo make deps: %w", err)
	}
	dir, err := os.MkdirTemp(shortTemp(), "assay-browser-")
	if err != nil {
		return nil, nil, err
	}
	life, err := startReaper(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("what ends Chromium: %w", err)
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(dir), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-proxy-server", true), chromedp.Flag("lang", "en-US"), chromedp.Flag("disable-features", unneeded),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]"),
		chromedp.NoInheritEnv,
		chromedp.Env("HOME="+dir, "TMPDIR="+dir, "PATH="+os.Getenv("PATH"), "LANG=C.UTF-8", "TZ=UTC"),
		// A group of its own lets the reaper find every part of it, and keeps Ctrl-C from it.
		chromedp.ModifyCmdFunc(func(cmd *exec.Cmd) { cmd.Dir, cmd.SysProcAttr = dir, &syscall.SysProcAttr{Setpgid: true} }))
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, _ := chromedp.NewContext(allocator) // ends with the allocator's
	tooLong := time.AfterFunc(time.Minute, cancel)
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		return nil, nil, fmt.Errorf("start Chromium: %w", err)
	}
	tooLong.Stop()
	_, err = fmt.Fprintln(life, chromedp.FromContext(ctx).Browser.Process().Pid)
	return ctx, life, err
}

// shortTemp is where temporary files go. Chromium ends at once if it cannot make a socket in a
// directory of its own in there, and the name of a socket has at most 107 bytes.
func shortTemp() string {
	const room = len("/assay-browser-1234567890/org.chromium.Chromium.scoped_dir.123456/SingletonSocket")
	if dir := os.TempDir(); len(dir)+room <= 107 {
		return dir
	}
	return "/tmp"
}

// reaperScript reads the process group of Chromium and then waits for the end of the pipe, which
// the kernel sees to however the test binary ends. It kills the group and deletes its directory,
// a second time in case a dying process wrote once more.
const reaperScript = `read -r group && while read -r _; do :; done
test -z "$group" || kill -s KILL -- "-$group"
rm -rf -- "$1"; sleep 0.2; rm -rf -- "$1"`

// startReaper starts the process that outlives the test binary by a moment to clean up after it:
// package testing tells nobody that the last test is over, and a killed binary cannot tell.
// It returns the pipe that the script reads; nobody else has it.
func startReaper(dir string) (io.WriteCloser, error) {
	cmd := exec.Command("/bin/sh", "-c", reaperScript, "assay-reaper", dir)
	cmd.Dir, cmd.SysProcAttr = "/", &syscall.SysProcAttr{Setpgid: true}
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	return pipe, cmd.Start()
}
