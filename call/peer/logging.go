package peer

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/pion/logging"
)

// loggers gives pion's parts loggers that write to ours. What pion calls an
// error is a warning here, since it goes on; all the rest is for debugging.
type loggers struct{ *slog.Logger }

// NewLogger implements logging.LoggerFactory.
func (l loggers) NewLogger(scope string) logging.LeveledLogger {
	return logger{l.With("scope", scope)}
}

type logger struct{ *slog.Logger }

var _ logging.LeveledLogger = logger{}

func (l logger) write(level slog.Level, format string, args []any) {
	if l.Enabled(context.Background(), level) {
		l.Log(context.Background(), level, fmt.Sprintf(format, args...))
	}
}

func (logger) Trace(string)          {}
func (logger) Tracef(string, ...any) {}

func (l logger) Debug(msg string)             { l.write(slog.LevelDebug, "%s", []any{msg}) }
func (l logger) Debugf(f string, a ...any)    { l.write(slog.LevelDebug, f, a) }
func (l logger) Info(msg string)              { l.write(slog.LevelDebug, "%s", []any{msg}) }
func (l logger) Infof(f string, a ...any)     { l.write(slog.LevelDebug, f, a) }
func (l logger) Warn(msg string)              { l.write(slog.LevelDebug, "%s", []any{msg}) }
func (l logger) Warnf(f string, a ...any)     { l.write(slog.LevelDebug, f, a) }
func (l logger) Error(msg string)             { l.write(slog.LevelWarn, "%s", []any{msg}) }
func (l logger) Errorf(f string, args ...any) { l.write(slog.LevelWarn, f, args) }
