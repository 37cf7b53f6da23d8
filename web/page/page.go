// Package page holds the pages: templ components and the structs they show. A page is a
// function of its arguments: no queries, no clock, and no arithmetic beyond layout.
package page

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"assay/internal/offer"
	"assay/internal/scene"
)

// Site is what every page knows of the program that serves it.
type Site struct {
	Desk      bool   // runs at somebody's desk, so a workspace can be opened
	Workspace string // name of the open workspace; empty: none is open
	Version   string
	Contact   string // where errors are reported; empty: nowhere by mail
}

// Meta is the frame of a page.
type Meta struct {
	Site   Site
	Title  string
	Nav    string // the navigation entry it belongs to: compare, offers, cases, methods, briefings
	Crumbs []Link
	Path   string // its own address, for "report an error"
	Done   string // what the reader just did, said once

	Recorded string // the moment as of whose records the page is read; empty: now
	Present  string // where it is read as recorded now
}

// A Link is a text that leads somewhere.
type Link struct{ Text, URL string }

var navigation = []struct{ id, text, url string }{
	{"compare", "Compare", "/compare"},
	{"offers", "Offers", "/offers"},
	{"cases", "Cases", "/cases"},
	{"methods", "Methods", "/methods"},
}

// chart_ writes a scene as SVG with ids that begin with id. Where it has a narrow form both are
// written, and the stylesheet shows the one that fits.
func chart_(s scene.Scene, id string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		if s.Narrow == nil {
			return scene.WriteSVG(w, s, id)
		}
		for _, form := range []struct {
			class, id string
			s         scene.Scene
		}{{"wide-only", id, s}, {"narrow-only", id + "-narrow", *s.Narrow}} {
			if _, err := fmt.Fprintf(w, `<div class="%s">`, form.class); err != nil {
				return err
			}
			if err := scene.WriteSVG(w, form.s, form.id); err != nil {
				return err
			}
			if _, err := io.WriteString(w, "</div>"); err != nil {
				return err
			}
		}
		return nil
	})
}

// offerURL and its kin are the addresses of things, in one place.
func offerURL(id offer.ID) string    { return "/offers/" + string(id) }
func evidenceURL(id offer.ID) string { return "/evidence/" + string(id) }
func caseURL(id string) string       { return "/cases/" + id }
func methodURL(id, version string) string {
	return "/methods/" + id + "/" + version
}
func criterionURL(id, version, criterion string) string {
	return methodURL(id, version) + "#" + criterion
}

// state is how a page's facts are read (as_of, framework, tier) where somebody chose it; links
// to offers, cases and comparisons keep it.
type state struct{}

// WithState returns a context in which pages keep the given choices in their links.
func WithState(ctx context.Context, choices url.Values) context.Context {
	return context.WithValue(ctx, state{}, choices)
}

// stated adds the choices in force to an address with or without parameters of its own.
func stated(ctx context.Context, address string) string {
	choices, _ := ctx.Value(state{}).(url.Values)
	if len(choices) == 0 {
		return address
	}
	if strings.Contains(address, "?") {
		return address + "&" + choices.Encode()
	}
	return address + "?" + choices.Encode()
}

// asRecorded keeps in an address the moment as of whose records this page is read, and no other
// choice: for pages on which a date or a framework changes nothing.
func asRecorded(ctx context.Context, address string) string {
	choices, _ := ctx.Value(state{}).(url.Values)
	moment := choices.Get("recorded")
	if moment == "" || strings.Contains(address, "recorded=") {
		return address
	}
	address, place, found := strings.Cut(address, "#")
	if strings.Contains(address, "?") {
		address += "&"
	} else {
		address += "?"
	}
	address += url.Values{"recorded": {moment}}.Encode()
	if found {
		address += "#" + place
	}
	return address
}

// entry is where an entry of the frame leads: from a page that is read as of a moment to one
// that can be, it stays there.
func (m Meta) entry(ctx context.Context, address string) string {
	if m.Recorded == "" || strings.HasPrefix(address, "/methods") || strings.HasPrefix(address, "/workspace") {
		return address
	}
	return asRecorded(ctx, address)
}

// PartAnchor is the place on an offer's page of the part of a kind (as offer.Parts.Each says, or
// history) with an ordinal from 0.
func PartAnchor(kind string, ordinal int) string { return fmt.Sprintf("%s-%d", kind, ordinal+1) }

// CompareURL is the address of a comparison of the given offers.
func CompareURL(ids []offer.ID) string {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = string(id)
	}
	return "/compare?offers=" + strings.Join(parts, ",")
}

// ViewURL is the address of a view of a comparison of the given offers: why, asks or requests.
func ViewURL(view string, ids []offer.ID) string {
	return "/compare/" + view + strings.TrimPrefix(CompareURL(ids), "/compare")
}

func safe(url string) templ.SafeURL { return templ.SafeURL(url) }

func exact(v float64) string { return fmt.Sprintf("%.17g", v) }
