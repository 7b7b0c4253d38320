package main

import (
	"errors"
	"os"
)

// tempDir holds everything one command unpacks. The SDK removes its own
// directories on a clean close; owning their parent also covers the failures.
type tempDir struct {
	path string
}

func newTempDir() (tempDir, error) {
	path, err := os.MkdirTemp("", "c1z-peer-")
	return tempDir{path: path}, err
}

// remove deletes the directory and joins a failure to *err. It is for defer.
func (t tempDir) remove(err *error) {
	*err = errors.Join(*err, os.RemoveAll(t.path))
}
