package relay

import "github.com/pion/logging"

// mute is a logger that says nothing.
type mute struct{}

// NewLogger implements logging.LoggerFactory.
func (mute) NewLogger(string) logging.LeveledLogger { return mute{} }

// The rest implements logging.LeveledLogger.

func (mute) Trace(string)          {}
func (mute) Tracef(string, ...any) {}
func (mute) Debug(string)          {}
func (mute) Debugf(string, ...any) {}
func (mute) Info(string)           {}
func (mute) Infof(string, ...any)  {}
func (mute) Warn(string)           {}
func (mute) Warnf(string, ...any)  {}
func (mute) Error(string)          {}
func (mute) Errorf(string, ...any) {}
