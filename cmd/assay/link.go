package main

import (
	"context"
	"fmt"

	"assay/internal/localpg"
	"assay/internal/store"
)

// linkCommand prints another link to the workspace of the Assay that runs on the data
// directory.
func linkCommand(ctx context.Context, env environment, args []string) error {
	c, err := readConfig(env, flags(env, "link", "print another one-time link to the workspace of the Assay that is running here."), args)
	if err != nil {
		return err
	}
	if !c.desk() {
		return usagef("there are no links in server mode: DATABASE_URL is set")
	}
	running, ok, err := localpg.Running(c.data)
	if err != nil {
		return err
	}
	if !ok || running.URL == "" {
		return fmt.Errorf("no Assay is running on the data in %s: start it with assay serve, which prints a link", c.data)
	}
	s, err := store.Open(ctx, running.DatabaseURL(store.DefaultRoles.Server, deskDatabase))
	if err != nil {
		return err
	}
	defer s.Close()
	token, err := s.CreateDeskLink(ctx, linkValid)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.stdout, "%sopen?token=%s\n", running.URL, token)
	return err
}
