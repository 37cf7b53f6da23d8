package main

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"

	"assay/internal/localpg"
)

// config is how a server is to run: flags, else the environment, else defaults.
type config struct {
	addr        string
	data        string
	browser     bool
	databaseURL string // of the serving role; empty: the desk, with a Postgres of its own
	migrateURL  string // of the owner, for migrating at start; may be empty
	publicURL   *url.URL
	proxies     []string
	contact     string
}

const defaultAddr = "127.0.0.1:8080"

func readConfig(env environment, fs commandFlags, args []string) (config, error) {
	c := config{databaseURL: env.getenv("DATABASE_URL"), migrateURL: env.getenv("ASSAY_MIGRATE_URL"), contact: env.getenv("ASSAY_CONTACT")}
	addr := fs.String("addr", first(env.getenv("ASSAY_ADDR"), defaultAddr), "address to serve on (ASSAY_ADDR)")
	data := fs.String("data", env.getenv("ASSAY_DATA"), "directory of the private Postgres (ASSAY_DATA)")
	noBrowser := fs.Bool("no-browser", false, "do not open a browser")
	if err := parse(fs, args); err != nil {
		return c, err
	}
	c.addr, c.data, c.browser = *addr, *data, !*noBrowser
	if proxies := env.getenv("ASSAY_PROXIES"); proxies != "" {
		for p := range strings.SplitSeq(proxies, ",") {
			a, err := netip.ParseAddr(strings.TrimSpace(p))
			if err != nil {
				return c, usagef("ASSAY_PROXIES: %q is not an IP address", p)
			}
			c.proxies = append(c.proxies, a.String())
		}
	}
	if c.desk() {
		return c, c.checkDesk(env)
	}
	return c, c.checkServer(env)
}

func (c config) desk() bool { return c.databaseURL == "" }

// checkDesk refuses an address that others can reach: at the desk there are no accounts.
func (c *config) checkDesk(env environment) error {
	host, _, err := net.SplitHostPort(c.addr)
	if err != nil {
		return usagef("--addr %q is not HOST:PORT", c.addr)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return usagef("--addr %s can be reached from outside, and at the desk there are no accounts: use 127.0.0.1, or set DATABASE_URL to run as a server", c.addr)
	}
	if c.data, err = dataDirectory(env, c.data); err != nil {
		return err
	}
	return nil
}

// dataDirectory is where the private Postgres lives: where somebody said, or the usual place.
func dataDirectory(env environment, given string) (string, error) {
	if given != "" {
		return given, nil
	}
	dir, err := localpg.DefaultDir(os.Geteuid(), env.getenv("XDG_DATA_HOME"), env.getenv("HOME"))
	if err != nil {
		return "", usageError{err}
	}
	return dir, nil
}

func (c *config) checkServer(env environment) error {
	text := env.getenv("ASSAY_PUBLIC_URL")
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		return usagef("with DATABASE_URL set, ASSAY_PUBLIC_URL must be the address people use, such as https://assay.example.org (it is %q)", text)
	}
	c.publicURL = u
	return nil
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// announce tells the person at the screen what takes long.
func announce(env environment) func(string) {
	return func(s string) { fmt.Fprintln(env.stderr, s) }
}
