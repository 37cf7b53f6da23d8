package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"assay/internal/app"
	"assay/internal/briefing"
	"assay/internal/casestudy"
	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/exchange"
	"assay/internal/framework"
	"assay/internal/negotiate"
	"assay/internal/offer"
	"assay/internal/phrase"
)

func evaluateCommand(ctx context.Context, env environment, args []string) error {
	fs := flags(env, "evaluate", "evaluate a case of the library, or a file of answers to a framework of rungs.")
	caseID := fs.String("case", "", "case to evaluate: are, est, kor, ind, ... or ref")
	ref := fs.String("framework", app.DefaultFramework, "framework, as id or id@version")
	asOf := fs.String("as-of", time.Now().UTC().Format(time.DateOnly), "date the facts are read at")
	tier := fs.String("tier", "", "workload tier whose level the gates demand: public, official (default) or critical")
	format := fs.String("format", "table", "table, json or csv")
	answers := fs.String("answers", "", "CSV file with the columns criterion,choice, for a framework of rungs such as eu-csf@2026-06")
	seal := fs.Int("seal", 3, "assurance level, 1 to 4: with --answers, the changes that would reach it are listed")
	if err := parse(fs, args); err != nil {
		return err
	}
	if *seal < 1 || *seal > framework.MaxLevel {
		return usagef("--seal %d is not between 1 and %d", *seal, framework.MaxLevel)
	}
	if *format != "table" && *format != "json" && *format != "csv" {
		return usagef("--format %q is not table, json or csv", *format)
	}
	lib, frameworks, err := app.Load()
	if err != nil {
		return err
	}
	if *answers != "" {
		if *caseID != "" {
			return usagef("give either --case or --answers")
		}
		return evaluateRungs(env, frameworks, *ref, *answers, *format, *seal)
	}
	ids, ok := app.CaseOffers(lib, *caseID, false)
	if !ok {
		return usagef("--case %q is not in the library; it holds %s", *caseID, strings.Join(lib.CaseIDs(), ", "))
	}
	ev, err := compare(ctx, lib, frameworks, app.Query{Offers: ids, Framework: *ref, Tier: *tier}, *asOf)
	if err != nil {
		return err
	}
	switch *format {
	case "json":
		data, err := briefing.Encode(ev)
		if err != nil {
			return err
		}
		_, err = env.stdout.Write(data)
		return err
	case "csv":
		return briefing.WriteCSV(env.stdout, ev)
	}
	return writeTable(env.stdout, ev)
}

// compare evaluates library offers; wrong input is a usage error.
func compare(ctx context.Context, lib *casestudy.Library, frameworks *framework.Registry, q app.Query, asOf string) (comparison.Evaluation, error) {
	var err error
	if q.AsOf, err = offer.ParseDate(asOf); err != nil {
		return comparison.Evaluation{}, usagef("--as-of: %w", err)
	}
	ev, err := app.Brief(ctx, app.Embedded{Library: lib}, frameworks, q)
	if input, ok := errors.AsType[*app.InputError](err); ok {
		return ev, usageError{input}
	}
	return ev, err
}

func writeTable(w io.Writer, ev comparison.Evaluation) error {
	fmt.Fprintf(w, "%s@%s as of %s, workload %s (gate level %d)\n\n", ev.Framework.ID, ev.Framework.Version, ev.AsOf, ev.Tier.ID, ev.Tier.Level)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(tw, "offer\tfloor\tgates\tscore\tas claimed\tanswered\tresolved\tunknowns\n")
	for _, o := range ev.Offers {
		e := o.Evidenced
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%.0f %%\t%.0f %%\t%d\n", o.Offer.ID, phrase.Levels(e.Floor.Levels), e.Gate.State,
			phrase.Span(e.Score), phrase.Span(o.Claimed.Score), 100*e.Answered, 100*e.Resolved, e.Unknowns)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w, "\nScores as evidenced run from 0 to 100; unknown is a range.")
	for _, f := range ev.Objections() {
		fmt.Fprintln(w, "- "+f.Text)
	}
	return nil
}

func evaluateRungs(env environment, frameworks *framework.Registry, ref, file, format string, seal int) error {
	fw, err := frameworks.Get(ref)
	if err != nil {
		return usageError{err}
	}
	f, err := os.Open(file)
	if err != nil {
		return usagef("--answers: %w", err)
	}
	defer f.Close()
	choices, err := exchange.ReadChoices(f, file, fw)
	if err != nil {
		return usageError{err}
	}
	r, err := evaluate.Rungs(fw, choices)
	if err != nil {
		return usageError{err}
	}
	var reach []*negotiate.Assurance
	for _, v := range fw.Variants {
		a, err := negotiate.ReachSEAL(fw, choices, v.ID, seal)
		if err != nil {
			return err
		}
		reach = append(reach, a)
	}
	switch format {
	case "json":
		enc := json.NewEncoder(env.stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(struct {
			Framework string `json:"framework"`
			evaluate.RungResult
			Reach []*negotiate.Assurance `json:"reach"`
		}{fw.Ref(), r, reach})
	case "csv":
		return writeRungsCSV(env.stdout, r)
	}
	if err := writeRungs(env.stdout, fw, r); err != nil {
		return err
	}
	writeReach(env.stdout, reach)
	return nil
}

// writeReach lists the fewest changes that reach an assurance level, by each set of tags.
func writeReach(w io.Writer, reach []*negotiate.Assurance) {
	for _, a := range reach {
		fmt.Fprintf(w, "\nTo SEAL-%d by %s: %s\n", a.Level, a.Now.Title, phrase.Reach(a.Reached, len(a.Changes), len(a.Impossible)))
		for _, c := range a.Changes {
			fmt.Fprintf(w, "  %s %s: from choice %d (SEAL-%d) to %d (SEAL-%d), “%s”\n", c.Criterion, c.Title, c.From, c.FromLevel, c.To, c.ToLevel, c.ToLabel)
		}
		for _, o := range a.Impossible {
			fmt.Fprintf(w, "  %s\n", o.Text)
		}
		if len(a.AtRisk) > 0 {
			fmt.Fprintf(w, "  unanswered, and able to break it: %s\n", strings.Join(a.AtRisk, ", "))
		}
	}
}

func writeRungs(w io.Writer, fw *framework.Framework, r evaluate.RungResult) error {
	fmt.Fprintf(w, "%s: score %.4f %%\n", fw.Ref(), r.Score.Lo)
	if len(r.Unanswered) > 0 {
		fmt.Fprintf(w, "unanswered: %d (%s); up to %.4f %% if they were answered at best\n", len(r.Unanswered), strings.Join(r.Unanswered, ", "), r.Score.Hi)
	} else {
		fmt.Fprintln(w, "unanswered: 0")
	}
	for _, l := range r.Levels {
		if !l.Known {
			fmt.Fprintf(w, "%s: nothing answered\n", l.Title)
			continue
		}
		fmt.Fprintf(w, "SEAL-%d by %s, bound by %s\n", l.Level, l.Title, strings.Join(l.Binding, ", "))
	}
	fmt.Fprintln(w)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(tw, "objective\tweight\tpoints\tcontribution\tunanswered\n")
	for _, o := range r.Objectives {
		fmt.Fprintf(tw, "%s %s\t%g %%\t%.2f\t%.4f\t%d\n", o.ID, o.Title, o.Weight, o.Points.Lo, o.Contribution.Lo, o.Unanswered)
	}
	return tw.Flush()
}

func writeRungsCSV(w io.Writer, r evaluate.RungResult) error {
	cw := csv.NewWriter(w)
	rows := [][]string{{"objective", "weight", "points", "contribution", "unanswered"}}
	for _, o := range r.Objectives {
		rows = append(rows, []string{o.ID, fmt.Sprint(o.Weight), fmt.Sprint(o.Points.Lo), fmt.Sprint(o.Contribution.Lo), fmt.Sprint(o.Unanswered)})
	}
	rows = append(rows, []string{"score", "100", "", fmt.Sprint(r.Score.Lo), fmt.Sprint(len(r.Unanswered))})
	return cw.WriteAll(rows)
}
