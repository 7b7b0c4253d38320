package main

import (
	"context"
	"flag"
	"os"
	"runtime"
	"runtime/debug"
)

func runVersion(_ context.Context, args []string) error {
	if _, err := parseArgs(flag.NewFlagSet("version", flag.ContinueOnError), args, 0); err != nil {
		return err
	}
	return writeJSONLine(os.Stdout, object{
		"baton-sdk": sdkVersion(),
		"pebble":    moduleVersion("github.com/cockroachdb/pebble/v2"),
		"go":        runtime.Version(),
	})
}

func sdkVersion() string {
	return moduleVersion("github.com/conductorone/baton-sdk")
}

// moduleVersion reads what the linker recorded, so it cannot disagree with the
// code that runs.
func moduleVersion(path string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, module := range info.Deps {
		if module.Path == path {
			return module.Version
		}
	}
	return "unknown"
}
