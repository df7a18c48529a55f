package media

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"parley/call/annotation"
	"parley/call/media/screen"
	"parley/call/session"
	"parley/screenshare"
)

// sharer opens and closes the captures of a share. One goroutine does, as that
// may take long.
type sharer struct {
	line  *shareLine
	drawn *annotation.Layer // on what is shared
	tell  func(session.Event)
	wish  chan struct{}

	mu   sync.Mutex
	want session.ShareRequest

	paused atomic.Bool // read where pictures are delivered

	// The fields below belong to run.

	request session.ShareRequest // in force
	capture *screenshare.Capture
	marked  *shareSign
	reports chan screenshare.Status // of capture
}

// shareReports is how many reports of a capture wait; they are rare.
const shareReports = 16

func newSharer(line *shareLine, drawn *annotation.Layer, tell func(session.Event)) *sharer {
	return &sharer{line: line, drawn: drawn, tell: tell, wish: make(chan struct{}, 1)}
}

// share asks for a share, another one, or none.
func (s *sharer) share(r session.ShareRequest) {
	s.mu.Lock()
	s.want = r
	s.mu.Unlock()
	select {
	case s.wish <- struct{}{}:
	default:
	}
}

func (s *sharer) wanted() session.ShareRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.want
}

func (s *sharer) run(ctx context.Context) {
	defer s.close()
	laid := time.NewTicker(laidEvery)
	defer laid.Stop()
	for {
		sign, due := s.marked, laid.C
		if sign == nil {
			sign, due = new(shareSign), nil
		}
		select {
		case <-s.wish:
			s.apply(s.wanted())
		case st := <-s.reports:
			s.reported(st)
		case b := <-sign.acts:
			sign.act(b)
		case stroke := <-sign.draw:
			sign.stroke(stroke, time.Now())
		case now := <-due:
			sign.lay(now)
		case <-ctx.Done():
			return
		}
	}
}

func (s *sharer) apply(r session.ShareRequest) {
	switch {
	case r == s.request:
	case r.Source == s.request.Source && s.capture != nil:
		s.request = r
		s.pause(r.Paused)
		s.line.share(s.capture, screenMode(r.Mode))
		s.tell(session.ShareChanged{Status: s.status(s.source(), nil)})
	case r.Source == "":
		s.end(session.ShareStatus{})
	default:
		s.begin(r)
	}
}

// begin shares another source.
func (s *sharer) begin(r session.ShareRequest) {
	s.close()
	s.paused.Store(r.Paused)
	reports := make(chan screenshare.Status, shareReports)
	capture, err := screenshare.Open(r.Source, screenshare.Config{
		Limits:  screenshare.Limits{FPS: screen.Motion.MotionFPS()}, // until the line knows better
		Deliver: s.deliver,
		Report: func(st screenshare.Status) {
			select {
			case reports <- st:
			default: // the newest of too many is as good
			}
		},
	})
	if err != nil {
		problem := screenshare.Explain(err, screenshare.Source{})
		s.end(session.ShareStatus{Text: problem.Text, Hint: problem.Hint, End: session.SourceVanished})
		return
	}
	s.request, s.capture, s.reports = r, capture, reports
	s.line.share(capture, screenMode(r.Mode))
}

// deliver hands a picture on, unless the share is paused.
func (s *sharer) deliver(p screenshare.Picture) {
	if s.paused.Load() {
		p.Video.Release()
		return
	}
	s.line.deliver(p)
}

// pause lets the others keep the last picture, or shows them the screen as it
// is now.
func (s *sharer) pause(on bool) {
	s.paused.Store(on)
	s.marked.pause(on)
	if !on {
		s.capture.Refresh()
	}
}

// reported follows the capture.
func (s *sharer) reported(st screenshare.Status) {
	if st.State == screenshare.Ended {
		ended := s.status(st.Source, st.Problem)
		ended.End = endOf(st.Err)
		s.end(ended)
		return
	}
	s.mark(st.Source)
	s.tell(session.ShareChanged{Status: s.status(st.Source, st.Problem)})
}

// end tells that nothing is shared any more.
func (s *sharer) end(status session.ShareStatus) {
	s.close()
	status.On = false
	s.mu.Lock()
	if s.want == s.request {
		s.want = session.ShareRequest{} // so that the same can be shared again
	}
	s.mu.Unlock()
	s.request = session.ShareRequest{}
	s.tell(session.ShareChanged{Status: status})
}

// close ends the capture; the line forgets its pictures.
func (s *sharer) close() {
	if s.capture == nil {
		return
	}
	s.line.share(nil, screen.Auto)
	s.marked.close()
	s.capture.Close()
	s.capture, s.reports, s.marked = nil, nil, nil
}

func (s *sharer) source() screenshare.Source {
	if s.marked == nil {
		return screenshare.Source{ID: s.request.Source}
	}
	return s.marked.source
}

func (s *sharer) status(source screenshare.Source, p *screenshare.Problem) session.ShareStatus {
	out := session.ShareStatus{On: true, Source: shareSource(source), Mode: s.request.Mode, Paused: s.request.Paused}
	if p != nil {
		out.Text, out.Hint = p.Text, p.Hint
	}
	return out
}

// endOf is what the others are told of an end.
func endOf(err error) session.ShareEnd {
	switch {
	case errors.Is(err, screenshare.ErrWindowClosed):
		return session.WindowClosed
	case errors.Is(err, screenshare.ErrDisplayUnplugged):
		return session.DisplayGone
	}
	return session.SourceVanished
}

func shareSource(s screenshare.Source) session.ShareSource {
	return session.ShareSource{
		ID: s.ID, Title: s.Title, App: s.App, Display: s.Kind == screenshare.Display,
		Width: s.Bounds.Dx(), Height: s.Bounds.Dy(),
	}
}

func screenMode(m session.ShareMode) screen.Mode {
	switch m {
	case session.ShareText:
		return screen.Text
	case session.ShareMotion:
		return screen.Motion
	case session.ShareMotion60:
		return screen.Motion60
	case session.ShareAuto:
	}
	return screen.Auto
}
