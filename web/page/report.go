package page

import (
	"net/url"

	"github.com/a-h/templ"
)

func reportURL(about string) templ.SafeURL {
	return templ.SafeURL("/report?about=" + url.QueryEscape(about))
}

func mailEscape(s string) string { return url.PathEscape(s) }

// localPath keeps a link on this site: anything but an absolute path leads home.
func localPath(s string) string {
	if len(s) < 2 || s[0] != '/' || s[1] == '/' || s[1] == '\\' {
		return "/"
	}
	return s
}
