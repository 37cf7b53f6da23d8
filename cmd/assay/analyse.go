package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"os"

	"assay/internal/analyse"
)

func analyseCommand(ctx context.Context, env environment, args []string) error {
	fs := flags(env, "analyse", "run every analysis on a decision problem in a JSON file, - for standard input: assay analyse problem.json. docs/analyse.md describes the file.")
	format := fs.String("format", "json", "json or text")
	out := fs.String("o", "-", "file to write, - for standard output")
	schema := fs.Bool("schema", false, "print the JSON Schema of a problem and stop")
	file, err := parseFile(fs, args)
	if err != nil {
		return err
	}
	if *schema {
		if file != "" {
			return usagef("--schema takes no file")
		}
		return write(env, *out, analyse.Schema())
	}
	if *format != "json" && *format != "text" {
		return usagef("--format %q is not json or text", *format)
	}
	if file == "" {
		return usagef("give the file of a problem, or - for standard input; -h explains, --schema prints the form of the file")
	}
	in, err := readProblem(env, file)
	if err != nil {
		return err
	}
	data, err := untilDone(ctx, func() ([]byte, error) { return reportOn(in, *format) })
	if err != nil {
		return err
	}
	return write(env, *out, data)
}

func reportOn(in *analyse.Input, format string) ([]byte, error) {
	report, err := analyse.Run(in)
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	if format == "text" {
		err = report.WriteText(&buf)
	} else {
		err = report.WriteJSON(&buf)
	}
	return buf.Bytes(), err
}

// untilDone stops waiting when somebody interrupts: the core knows no context, and the process
// ends then anyhow.
func untilDone(ctx context.Context, work func() ([]byte, error)) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := work()
		done <- result{data, err}
	}()
	select {
	case r := <-done:
		return r.data, r.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// parseFile reads flags that may stand before and after one file.
func parseFile(fs commandFlags, args []string) (file string, err error) {
	for {
		switch err := fs.Parse(args); {
		case errors.Is(err, flag.ErrHelp):
			fs.explain()
			return "", err
		case err != nil:
			return "", usageError{err}
		}
		if fs.NArg() == 0 {
			return file, nil
		}
		if file != "" {
			return "", usagef("unexpected %q: there is one file", fs.Arg(0))
		}
		file, args = fs.Arg(0), fs.Args()[1:]
	}
}

// readProblem reads a file or standard input; what is wrong with it is a usage error.
func readProblem(env environment, file string) (*analyse.Input, error) {
	from, name := io.Reader(env.stdin), "standard input"
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, usageError{err}
		}
		defer f.Close()
		from, name = f, file
	}
	in, err := analyse.Read(from)
	if wrong, ok := errors.AsType[*analyse.InputError](err); ok {
		return nil, usagef("%s\n%s", name, wrong.Error())
	}
	if err != nil {
		return nil, usagef("%s: %w", name, err)
	}
	return in, nil
}

// write puts data into a file or on standard output.
func write(env environment, file string, data []byte) error {
	if file == "-" {
		_, err := env.stdout.Write(data)
		return err
	}
	return os.WriteFile(file, data, 0o644)
}
