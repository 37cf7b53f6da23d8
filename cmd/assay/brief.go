package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"assay/internal/app"
	"assay/internal/briefing"
	"assay/internal/offer"
	"assay/web/page"
)

func briefCommand(ctx context.Context, env environment, args []string) error {
	fs := flags(env, "brief", "write a briefing on the lead offers of several cases, or on all offers of one.")
	cases := fs.String("cases", "are,est,kor,ind", "cases, separated by commas; one case alone brings all its offers and the open alternatives")
	offers := fs.String("offers", "", "offers instead of cases, separated by commas")
	ref := fs.String("framework", app.DefaultFramework, "framework, as id or id@version")
	asOf := fs.String("as-of", time.Now().UTC().Format(time.DateOnly), "date the facts are read at")
	tier := fs.String("tier", "", "workload tier: public, official (default) or critical")
	format := fs.String("format", "", "pdf, html or json (default: by the file's ending)")
	title := fs.String("title", "", "title of the briefing")
	out := fs.String("o", "-", "file to write, - for standard output")
	if err := parse(fs, args); err != nil {
		return err
	}
	if *format == "" {
		*format = strings.TrimPrefix(filepath.Ext(*out), ".")
	}
	lib, frameworks, err := app.Load()
	if err != nil {
		return err
	}
	q := app.Query{Title: *title, Framework: *ref, Tier: *tier}
	if *offers != "" {
		q.Offers = splitIDs(*offers)
	} else if q.Offers, err = app.LeadOffers(lib, strings.Split(*cases, ",")); err != nil {
		return usageError{err}
	}
	ev, err := compare(ctx, lib, frameworks, q, *asOf)
	if err != nil {
		return err
	}
	b, err := briefing.New(ev)
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	switch *format {
	case "json":
		buf.Write(b.JSON)
	case "html":
		err = page.BriefingFile(b.Title(), b.Facts(), b.Blocks()).Render(ctx, &buf)
	case "pdf":
		err = b.WritePDF(&buf)
	default:
		return usagef("--format %q is not pdf, html or json", *format)
	}
	if err != nil {
		return err
	}
	if *out == "-" {
		_, err = env.stdout.Write(buf.Bytes())
		return err
	}
	return os.WriteFile(*out, buf.Bytes(), 0o644)
}

func splitIDs(s string) []offer.ID {
	var ids []offer.ID
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			ids = append(ids, offer.ID(part))
		}
	}
	return ids
}
