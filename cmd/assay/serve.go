package main

import "context"

func serve(ctx context.Context, env environment, args []string) error          { return nil }
func linkCommand(ctx context.Context, env environment, args []string) error    { return nil }
func migrateCommand(ctx context.Context, env environment, args []string) error { return nil }
func loadCommand(ctx context.Context, env environment, args []string) error    { return nil }
