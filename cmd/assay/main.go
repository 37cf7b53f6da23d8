// Command assay weighs sovereign-AI partnership offers: it serves the pages and evaluates and
// exports without a server. This package wires; nothing else reads the environment.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"text/tabwriter"
)

// version is set at build time: go build -ldflags "-X main.version=...".
var version = "0.1-dev"

// A command is one subcommand. run returns a usageError for wrong words, which exits with 2.
type command struct {
	name, summary string
	run           func(ctx context.Context, env environment, args []string) error
}

var commands = []command{
	{"serve", "serve the pages, with a private Postgres unless DATABASE_URL is set", serve},
	{"evaluate", "evaluate a case, or a file of answers, without a database", evaluateCommand},
	{"analyse", "run every analysis on a decision problem in a JSON file", analyseCommand},
	{"drill", "run an event on offers, month by month", drillCommand},
	{"brief", "write a briefing as PDF, HTML or JSON, without a database", briefCommand},
	{"framework", "lint FILE: name every mistake in a framework's YAML by line and column", frameworkCommand},
	{"link", "print another one-time link to the workspace on this machine", linkCommand},
	{"backup", "write a backup of the database to a new directory, while Assay runs or not", backupCommand},
	{"restore", "put a backup into an empty database, and compare every table", restoreCommand},
	{"migrate", "bring a server's database to this program's schema, or repair it", migrateCommand},
	{"load", "load the frameworks and the case library into a server's database", loadCommand},
	{"version", "print the version", func(_ context.Context, env environment, _ []string) error {
		_, err := fmt.Fprintln(env.stdout, "assay", version)
		return err
	}},
}

// An environment is what a command may use of the outside world.
type environment struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
}

// A usageError is a mistake in what somebody typed or in a file they gave: exit code 2.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, environment{os.Stdin, os.Stdout, os.Stderr, os.Getenv}, os.Args[1:]))
}

// run carries out one command line and returns the exit code: 0 done, 1 failed, 2 wrong input.
func run(ctx context.Context, env environment, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(env.stdout)
		return 0
	}
	for _, c := range commands {
		if c.name != args[0] {
			continue
		}
		err := c.run(ctx, env, args[1:])
		switch {
		case err == nil, errors.Is(err, flag.ErrHelp):
			return 0
		case errors.As(err, new(usageError)):
			fmt.Fprintf(env.stderr, "assay %s: %v\n", c.name, err)
			return 2
		}
		fmt.Fprintf(env.stderr, "assay %s: %v\n", c.name, err)
		return 1
	}
	fmt.Fprintf(env.stderr, "assay: there is no command %q; assay help lists them\n", args[0])
	return 2
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "Assay weighs sovereign-AI partnership offers.\n\nassay COMMAND [FLAGS]; assay COMMAND -h explains one.")
	fmt.Fprintln(w)
	tw := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	for _, c := range commands {
		fmt.Fprintf(tw, "  %s\t%s\n", c.name, c.summary)
	}
	tw.Flush()
}

// commandFlags are the flags of one command and the text that explains them.
type commandFlags struct {
	*flag.FlagSet
	explain func()
}

// flags makes a flag set whose mistakes are usage errors and whose help goes to stdout.
func flags(env environment, name, about string) commandFlags {
	fs := flag.NewFlagSet("assay "+name, flag.ContinueOnError)
	fs.SetOutput(io.Discard) // run reports an error once
	fs.Usage = func() {}
	return commandFlags{fs, func() {
		fmt.Fprintf(env.stdout, "assay %s: %s\n\n", name, about)
		fs.SetOutput(env.stdout)
		fs.PrintDefaults()
	}}
}

func parse(fs commandFlags, args []string) error {
	switch err := fs.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fs.explain()
		return err
	case err != nil:
		return usageError{err}
	case fs.NArg() > 0:
		return usagef("unexpected %q: everything is given by flags; -h lists them", fs.Arg(0))
	}
	return nil
}
