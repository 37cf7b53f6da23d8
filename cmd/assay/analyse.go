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

func analyseCommand(_ context.Context, env environment, args []string) error {
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
	report, err := analyse.Run(in)
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if *format == "text" {
		err = report.WriteText(&buf)
	} else {
		err = report.WriteJSON(&buf)
	}
	if err != nil {
		return err
	}
	return write(env, *out, buf.Bytes())
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
