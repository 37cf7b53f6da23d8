package testkit

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// patience is how long one step in the browser may take on a busy machine.
const patience = 30 * time.Second

// A Browser is one window of a headless Chromium with cookies and storage of its own. It watches
// what pages do: by the end of the test every console error, every uncaught error of a script,
// every violation of the content security policy, every failing response that was not announced
// by AllowStatus and every request to another host has failed it. Its methods end the test when
// they cannot do what they say. One goroutine may use it; tests may run in parallel.
type Browser struct {
	t       testing.TB
	ctx     context.Context
	base    string
	watcher *watcher
	scripts bool
}

// NewBrowser opens a window for pages under base, such as http://127.0.0.1:8080, as a person has
// it: 1280 by 800 pixels, light, scripts on. A machine without Chromium fails the test.
func NewBrowser(t testing.TB, base string) *Browser {
	t.Helper()
	parent, err := chromium()
	require.NoError(t, err)
	b := &Browser{t: t, base: strings.TrimSuffix(base, "/"), scripts: true}
	b.watcher, err = newWatcher(b.base)
	require.NoError(t, err)
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.watcher.event))
	b.ctx = ctx
	t.Cleanup(func() {
		t.Helper()
		b.rest(unhurried)
		cancel()
		for _, s := range b.watcher.all() {
			t.Error(s)
		}
	})
	require.NoError(t, chromedp.Do(ctx)) // the window lives as long as the context it is opened with
	b.do(call(audits.Enable, cdp.Empty{}))
	b.View(1280, 800, "light")
	return b
}

// call makes a step of a protocol command whose result does not matter.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// run runs one action and ends the test when it fails or takes too long.
func run[T any](b *Browser, action chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, action)
	require.NoError(b.t, err)
	return v
}

func (b *Browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	run(b, chromedp.Steps(steps...))
}

// Open goes to a path under the base address and waits until its page has loaded.
func (b *Browser) Open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + path))
	b.rest(unhurried)
}

// Path returns where the window is: what follows the base address.
func (b *Browser) Path() string {
	b.t.Helper()
	return strings.TrimPrefix(Eval[string](b, `location.href`), b.base)
}

// View sets the window's size in CSS pixels and the colour scheme, light or dark, with text at
// 100 %. Motion is reduced, so that no check sees a colour on its way to another.
func (b *Browser) View(width, height int64, scheme string) {
	b.t.Helper()
	require.Contains(b.t, []string{"light", "dark"}, scheme)
	b.do(
		call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1}),
		call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}}),
		fontSize(100))
}

// fontSize sets the reader's own font size, in percent of Chromium's 16 and 13 pixels.
func fontSize(percent int64) chromedp.Action[chromedp.Void] {
	return call(page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: 16 * percent / 100, Fixed: 13 * percent / 100}})
}

// Scripts says whether the scripts of pages opened from now on run. Eval works either way, except
// that a promise has to wait for scripts.
func (b *Browser) Scripts(on bool) {
	b.t.Helper()
	b.do(call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on}))
	b.scripts = on
}

// AllowStatus says that pages may answer with these statuses from now on, as a test of an error
// page or of a rejected form must. It covers pages and what scripts fetch; a missing image,
// style, font or script fails the test all the same.
func (b *Browser) AllowStatus(codes ...int64) { b.watcher.allow(codes) }

// Eval evaluates an expression on the page, and waits for it if it is a promise. It bypasses the
// page's content security policy: use it to look, not to act.
func Eval[T any](b *Browser, expression string) T {
	b.t.Helper()
	return run(b, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// Screenshot writes the whole page as PNG.
func (b *Browser) Screenshot(file string) {
	b.t.Helper()
	require.NoError(b.t, os.WriteFile(file, run(b, chromedp.FullScreenshot(100)), 0o644))
}

// The pauses between two looks at whether a page rests. A page that has just loaded may have set
// a timer; what a click or a key leads to is under way when the browser has answered, or a turn later.
const (
	unhurried = 10 * time.Millisecond
	brisk     = time.Millisecond
)

// rest waits until the page has nothing left to load, so that what it was about to do is done.
// A click's or a key's own work is over when the browser has answered; what it set in motion, a
// navigation or a request, shows within a few turns of the page. Once something does, the pauses
// are unhurried.
func (b *Browser) rest(pause time.Duration) {
	b.t.Helper()
	const turns = 6
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for quiet := 0; quiet < turns; quiet++ {
		// An error here is a page that has just given way to the next: one more turn.
		_, err := chromedp.Run(ctx, chromedp.Evaluate[int](`0`))
		if err != nil || b.watcher.busy() != "" {
			quiet, pause = -1, unhurried
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.DeadlineExceeded) {
				b.t.Errorf("the page has not come to rest in %v: %s", patience, b.watcher.busy())
			}
			return
		}
	}
}
