package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"assay/internal/app"
	"assay/internal/framework"
	"assay/internal/phrase"
)

// frameworkCommand reads a framework's YAML and says what is to be mended in it.
func frameworkCommand(_ context.Context, env environment, args []string) error {
	const about = "framework lint FILE: read a framework's YAML (- for standard input) and name every mistake by line and column"
	if len(args) > 0 && (args[0] == "-h" || args[0] == "--help") {
		_, err := fmt.Fprintln(env.stdout, "assay "+about)
		return err
	}
	if len(args) != 2 || args[0] != "lint" {
		return usagef("write: assay framework lint FILE")
	}
	data, err := readFramework(env, args[1])
	if err != nil {
		return err
	}
	known, err := framework.Embedded()
	if err != nil {
		return err
	}
	f, mistakes := app.LintFramework(known, args[1], data)
	if len(mistakes) == 0 {
		criteria, gates := 0, 0
		for _, c := range f.Criteria {
			criteria++
			if c.Gating {
				gates++
			}
		}
		_, err := fmt.Fprintf(env.stdout, "%s: %s is in order: %s in %s, %s\n", args[1], f.Ref(),
			phrase.Count(criteria, "criterion", "criteria"), phrase.Count(len(f.Dimensions), "dimension", "dimensions"), phrase.Count(gates, "gate", "gates"))
		return err
	}
	for _, m := range mistakes {
		fmt.Fprintf(env.stdout, "%s:%d:%d: %s\n", args[1], m.Line, m.Column, m.Message)
	}
	return usagef("%s: %s to mend", args[1], phrase.Count(len(mistakes), "mistake", "mistakes"))
}

// readFramework reads a bounded file, or standard input.
func readFramework(env environment, name string) ([]byte, error) {
	in := env.stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, usageError{err}
		}
		defer f.Close()
		in = f
	}
	return io.ReadAll(io.LimitReader(in, app.MaxFrameworkFile+1))
}
