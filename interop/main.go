// Command peer is the reference side of the interoperability tests: it reads,
// checks, writes and measures .c1z files through the Go SDK itself.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// command is one subcommand: its argument line for the usage text, and what it does.
type command struct {
	name, usage string
	run         func(ctx context.Context, args []string) error
}

func commands() []command {
	return []command{
		{"dump", "FILE | --to DIR FILE…", runDump},
		{"digests", "FILE | --to DIR FILE…", runDigests},
		{"kv", "FILE", runKV},
		{"check", "[--quick] FILE…", runCheck},
		{"write", "--seed N FILE…", runWrite},
		{"generate", "--workload R|D --grants N [--chunk N] OUT.c1z", runGenerate},
		{"bench", "SCENARIO FILE [--reps N] [--ops N]  (" + scenarioNames() + ")", runBench},
		{"bench-write", "R|D --grants N [--chunk N] [--reps N] [--keep OUT.c1z]", runBenchWrite},
		{"bench-kv", "ENTRIES DIR [SCENARIO…]", runBenchKV},
		{"sst", "FILE…", runSST},
		{"rewrite-sst", "[--block N] [--index-block N] [--filter N] [--lowest-level] FILE OUT.sst", runRewriteSST},
		{"database", "DIR…", runDatabase},
		{"operations", "(standard input: LOG DIR ANSWERS a line)", runOperations},
		{"version", "", runVersion},
	}
}

func main() {
	// Without this, a reader that stops early ends the program before it has
	// removed its temporary files. The write fails instead.
	signal.Ignore(syscall.SIGPIPE)
	// A first interrupt cancels the running command so that it can remove its
	// temporary files; a second one kills the program as usual.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "peer:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) > 0 {
		for _, c := range commands() {
			if c.name == args[0] {
				return c.run(ctx, args[1:])
			}
		}
	}
	for _, c := range commands() {
		fmt.Fprintf(os.Stderr, "usage: peer %s %s\n", c.name, c.usage)
	}
	if len(args) == 0 {
		return errors.New("no command given")
	}
	return fmt.Errorf("unknown command %q", args[0])
}

// parseArgs parses flags before, between and after exactly count positional
// arguments; the flag package alone stops at the first positional one.
func parseArgs(flags *flag.FlagSet, args []string, count int) ([]string, error) {
	positional, err := positionals(flags, args)
	if err != nil {
		return nil, err
	}
	if len(positional) != count {
		return nil, fmt.Errorf("%s: expected %d arguments, got %d", flags.Name(), count, len(positional))
	}
	return positional, nil
}

// parseSeveral is parseArgs for a command that takes any number, but not none.
func parseSeveral(flags *flag.FlagSet, args []string) ([]string, error) {
	positional, err := positionals(flags, args)
	if err == nil && len(positional) == 0 {
		err = fmt.Errorf("%s: no file given", flags.Name())
	}
	return positional, err
}

func positionals(flags *flag.FlagSet, args []string) ([]string, error) {
	var positional []string
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if flags.NArg() == 0 {
			return positional, nil
		}
		positional = append(positional, flags.Arg(0))
		args = flags.Args()[1:]
	}
}
