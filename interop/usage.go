package main

import (
	"syscall"
	"time"
)

// processCPU is the user and system time this process has used so far, over all
// of its threads, so garbage collection on other cores counts too.
func processCPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// processMaxRSS is the largest resident size of this process so far, in bytes.
func processMaxRSS() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return u.Maxrss * rssUnit
}

// rssUnit: Linux reports kibibytes.
const rssUnit = 1024
