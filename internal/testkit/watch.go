package testkit

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// A watcher hears what the browser reports about one window and keeps what a page must not do.
type watcher struct {
	host string

	mu      sync.Mutex
	trouble []string
	allowed []int64
	loading map[network.RequestID]request
	moving  map[cdp.FrameID]bool // frames on their way to another page
}

type request struct {
	url    string
	loader cdp.LoaderID
}

func newWatcher(base string) (*watcher, error) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || strings.Trim(u.Path, "/") != "" {
		return nil, fmt.Errorf("base %q is not of the form http://host:port (%v)", base, err)
	}
	return &watcher{host: u.Host, loading: map[network.RequestID]request{}, moving: map[cdp.FrameID]bool{}}, nil
}

// note keeps a complaint once, however often the page repeats it.
func (w *watcher) note(format string, args ...any) {
	if s := fmt.Sprintf(format, args...); !slices.Contains(w.trouble, s) {
		w.trouble = append(w.trouble, s)
	}
}

// all returns the complaints in the order they came up.
func (w *watcher) all() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.trouble)
}

func (w *watcher) allow(codes []int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.allowed = append(w.allowed, codes...)
}

// busy names what the page is still loading, or is empty.
func (w *watcher) busy() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var urls []string
	for _, r := range w.loading {
		urls = append(urls, r.url)
	}
	if len(w.moving) > 0 {
		urls = append(urls, "a page")
	}
	slices.Sort(urls)
	return strings.Join(urls, " ")
}

// event hears one event, in the order the browser sent them.
func (w *watcher) event(ev any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.follow(ev)
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		w.destination(ev.Request.URL)
	case *network.EventWebSocketCreated:
		w.destination(ev.URL)
	case *network.EventResponseReceived:
		w.status(ev)
	case *log.EventEntryAdded:
		// Failing statuses are told by the responses, which know what was asked for, and
		// violations by the audits, which also tell those of a policy that only reports.
		e := ev.Entry
		if e.Level == log.EntryLevelError && !strings.Contains(e.Text, "server responded with a status of") && e.Source != log.EntrySourceSecurity {
			w.note("console: %s %s", e.Text, e.URL)
		}
	case *runtime.EventConsoleAPICalled:
		if ev.Type == runtime.ConsoleAPICalledTypeError || ev.Type == runtime.ConsoleAPICalledTypeAssert {
			w.note("console.%s: %s", ev.Type, arguments(ev.Args))
		}
	case *runtime.EventExceptionThrown:
		w.note("script error: %s", exception(ev.ExceptionDetails))
	case *audits.EventIssueAdded:
		if d := ev.Issue.Details.ContentSecurityPolicyIssueDetails; d != nil {
			w.note("content security policy: %s: %s %s", d.ViolatedDirective, d.ContentSecurityPolicyViolationType, d.BlockedURL)
		}
	case *page.EventWindowOpen:
		w.note("another window, which this test does not watch: %s", ev.URL)
	case *inspector.EventTargetCrashed:
		w.note("the page crashed")
	}
}

// follow keeps what is being loaded.
func (w *watcher) follow(ev any) {
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		w.loading[ev.RequestID] = request{ev.Request.URL, ev.LoaderID}
	case *network.EventResponseReceived:
		if ev.Type == network.ResourceTypeEventSource { // stays open for good
			delete(w.loading, ev.RequestID)
		}
	case *network.EventLoadingFinished:
		delete(w.loading, ev.RequestID)
	case *network.EventLoadingFailed:
		delete(w.loading, ev.RequestID)
	case *page.EventFrameRequestedNavigation:
		w.moving[ev.FrameID] = true
	case *page.EventFrameStartedLoading:
		w.moving[ev.FrameID] = true
	case *page.EventFrameStoppedLoading:
		delete(w.moving, ev.FrameID)
	case *page.EventFrameDetached:
		delete(w.moving, ev.FrameID)
	case *page.EventFrameNavigated:
		if ev.Frame.ParentID == "" { // what the last page was loading is given up
			for id, r := range w.loading {
				if r.loader != ev.Frame.LoaderID {
					delete(w.loading, id)
				}
			}
		}
	}
}

func (w *watcher) destination(address string) {
	u, err := url.Parse(address)
	if err != nil || (u.Host != w.host && u.Scheme != "data" && u.Scheme != "blob" && u.Scheme != "about") {
		w.note("request to another host: %s", address)
	}
}

func (w *watcher) status(ev *network.EventResponseReceived) {
	allowed := false
	switch ev.Type {
	case network.ResourceTypeDocument, network.ResourceTypeFetch, network.ResourceTypeXHR:
		allowed = slices.Contains(w.allowed, ev.Response.Status)
	case network.ResourceTypeOther: // Chromium asks for this unbidden, once in its life
		allowed = strings.HasSuffix(ev.Response.URL, w.host+"/favicon.ico")
	}
	if ev.Response.Status >= 400 && !allowed {
		w.note("status %d: %s", ev.Response.Status, ev.Response.URL)
	}
}

func arguments(args []*runtime.RemoteObject) string {
	var words []string
	for _, a := range args {
		if a.Description != "" {
			words = append(words, a.Description)
		} else {
			words = append(words, string(a.Value))
		}
	}
	return strings.Join(words, " ")
}

func exception(d *runtime.ExceptionDetails) string {
	s := d.Text
	if d.Exception != nil {
		s += " " + arguments([]*runtime.RemoteObject{d.Exception})
	}
	return fmt.Sprintf("%s (%s, line %d)", s, d.URL, d.LineNumber+1)
}
