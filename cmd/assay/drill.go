package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"assay/internal/app"
	"assay/internal/comparison"
	"assay/internal/depend"
	"assay/internal/offer"
	"assay/internal/phrase"
)

func drillCommand(ctx context.Context, env environment, args []string) error {
	fs := flags(env, "drill", "run an event on the lead offers of cases, month by month: which services keep running?")
	cases := fs.String("cases", "are,est,kor,ind", "cases whose lead offers are drilled; one case alone brings all its offers and the open paths")
	kind := fs.String("event", string(depend.LicenceRevoked), "event: "+eventList())
	actor := fs.String("actor", "", "who acts: a two-letter country code, or a party's name, as the event asks")
	from := fs.String("from", time.Now().UTC().Format(time.DateOnly), "first day of the event")
	factor := fs.Float64("factor", 2, "how many times the price, for "+string(depend.PriceTimes))
	format := fs.String("format", "table", "table or json")
	if err := parse(fs, args); err != nil {
		return err
	}
	if *format != "table" && *format != "json" {
		return usagef("--format %q is not table or json", *format)
	}
	day, err := offer.ParseDate(*from)
	if err != nil {
		return usagef("--from: %w", err)
	}
	e := depend.Event{Kind: depend.EventKind(*kind), Actor: *actor, From: day}
	if e.Kind == depend.PriceTimes {
		e.Factor = *factor
	}
	if err := e.Validate(); err != nil {
		return usageError{err}
	}
	lib, frameworks, err := app.Load()
	if err != nil {
		return err
	}
	ids, err := app.LeadOffers(lib, strings.Split(*cases, ","))
	if err != nil {
		return usageError{err}
	}
	ev, err := app.Compare(ctx, app.Embedded{Library: lib}, frameworks, app.Query{Offers: ids, AsOf: day})
	if err != nil {
		return err
	}
	d, err := comparison.DrillsOf(ev, e)
	if err != nil {
		return err
	}
	if *format == "json" {
		enc := json.NewEncoder(env.stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(d)
	}
	return writeDrills(env.stdout, d)
}

func eventList() string {
	words := make([]string, len(depend.EventKinds))
	for i, k := range depend.EventKinds {
		words[i] = string(k)
	}
	return strings.Join(words, ", ")
}

func writeDrills(w io.Writer, d comparison.Drills) error {
	fmt.Fprintf(w, "%s\n\n", phrase.Event(d.Event))
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(tw, "offer\tservice\tmonth 0\tmonth 24\tcapacity left\tstops\tfor good\n")
	for _, o := range d.Offers {
		for _, s := range o.Drill {
			title := s.Title
			if !s.Opens.IsZero() {
				title += " (opens from " + s.Opens.String() + ")"
			}
			fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", o.Offer, title, phrase.Verdict(s.Months[0]), phrase.Verdict(s.Months[24]),
				phrase.Share(s.Months[24]), phrase.When(s.StopsAt), phrase.When(s.Irreversible))
		}
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	for _, o := range d.Offers {
		for _, s := range o.Drill {
			if len(s.Prevention) > 0 {
				fmt.Fprintf(w, "\n%s, %s: what would have helped\n", o.Offer, s.Title)
			}
			for _, p := range s.Prevention[:min(3, len(s.Prevention))] {
				fmt.Fprintf(w, "- %s: %s\n", p.Text, phrase.Prevention(p))
			}
		}
	}
	return nil
}
