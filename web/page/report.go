package page

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"
)

func reportURL(about string) templ.SafeURL {
	return templ.SafeURL("/report?about=" + url.QueryEscape(about))
}

func mailEscape(s string) string { return url.PathEscape(s) }

// localPath keeps a link on this site: anything but an absolute path leads home. Browsers drop
// control characters and read a backslash as a slash, so that neither may stand in it.
func localPath(s string) string {
	odd := func(r rune) bool { return r < ' ' || r == '\\' }
	if !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsFunc(s, odd) {
		return "/"
	}
	return s
}
