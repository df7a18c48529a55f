package call

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"parley/assets"
	core "parley/call"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// member is what the panel says of somebody in the call; without an id of
// nobody.
type member struct {
	id, key, name string
	shown         string // the name, with what makes it plain who it is
	line          string
	alert         bool
	verified      bool
	muted         bool
	volume        float64
	self          bool
	leads         bool // the person at this computer decides about the door
}

// memberOf describes somebody else.
func memberOf(p core.Participant, s *core.Snapshot) member {
	m := member{
		id: p.ID, key: p.Person.Key, name: p.Person.Name, shown: p.Person.Name, verified: p.Contact.Trust == core.Verified,
		muted: !p.Media.Microphone, volume: p.Contact.Volume,
		leads: s.Call.Meeting != nil && s.Call.Meeting.Hosts,
	}
	if p.Contact.Trust == core.Changed {
		m.line, m.alert = "Is this the "+callName(m.name)+" you know?", true
		return m
	}
	m.line = join(
		word(isHost(s.Call, m.key), "host"), word(p.Person.Guest, "guest"),
		word(p.Lost || s.State == core.Reconnecting, "reconnecting"),
		word(s.Call.Meeting != nil && p.Pair == "" && !p.Lost, "connecting"),
		word(m.muted, "muted"), word(!p.Media.Camera, "camera off"), word(p.Media.Screen, "shares a screen"),
		word(m.volume != 1, fmt.Sprintf("volume %.0f %%", m.volume*100)))
	return m
}

// selfMember describes the person at this computer.
func selfMember(s *core.Snapshot) member {
	m := member{id: selfID, key: s.Self.Key, name: s.Self.Name, shown: s.Self.Name + " (you)", muted: !s.Self.Media.Microphone, self: true}
	m.line = join(word(s.Call.Meeting != nil && s.Call.Meeting.Hosts, "host"),
		word(m.muted, "muted"), word(!s.Self.Media.Camera, "camera off"), word(s.Sharing.On, "shares a screen"))
	return m
}

func isHost(c *core.Call, key string) bool {
	return c.Meeting != nil && c.Meeting.Host == key && key != ""
}

func word(said bool, text string) string {
	if said {
		return text
	}
	return ""
}

// join sets what is to be said side by side, beginning with a capital.
func join(words ...string) string {
	var said []string
	for _, w := range words {
		if w != "" {
			said = append(said, w)
		}
	}
	return capital(strings.Join(said, ", "))
}

// memberRow shows somebody in the call, with what can be done about them.
type memberRow struct {
	object fyne.CanvasObject
	said   member
	avatar *widgets.Avatar
	name   *widgets.Label
	mark   *widgets.Mark
	line   *widgets.Label
	level  *levelSign
	volume *widgets.Button
	more   *widgets.Button
	body   *fyne.Container
	acts   peopleActs
}

func newMemberRow(acts peopleActs) *memberRow {
	r := &memberRow{
		acts: acts, avatar: widgets.NewAvatar("", "", theme.Control), mark: widgets.NewMark(), level: newLevelSign(),
		name: widgets.NewLabel("", widgets.Style{Bold: true}),
		line: widgets.NewLabel("", widgets.Style{Size: theme.TextCaption, Color: theme.Muted, Lines: 2}),
	}
	r.volume = widgets.NewIconButton(assets.Speaker, "", widgets.Plain, func() { acts.volume(r.volume, r.said.key) })
	r.more = widgets.NewIconButton(assets.More, "More", widgets.Plain, r.open)
	r.body = placed(r.place, r.avatar, r.name, r.mark, r.line, r.level.Container, r.volume, r.more)
	r.object = widgets.NewFixed(0, theme.Row, r.body)
	r.object.Hide()
	return r
}

// set shows somebody; nobody hides the row.
func (r *memberRow) set(m member) {
	if m == r.said {
		return
	}
	r.said = m
	widgets.SetVisible(r.object, m.id != "")
	r.avatar.Set(m.name, m.key, widgets.NoPresence)
	r.name.SetText(m.shown)
	color := theme.Muted
	if m.alert {
		color = theme.Error
	}
	r.line.Set(m.line, color)
	widgets.SetVisible(r.mark, m.verified)
	widgets.SetVisible(r.level.Container, !m.self || m.muted)
	r.level.setMuted(m.muted)
	widgets.SetVisible(r.volume, !m.self)
	r.volume.SetTip(fmt.Sprintf("Volume, %.0f %%", m.volume*100))
	widgets.SetVisible(r.more, !m.self)
	r.place(r.body.Size())
}

// open lists what can be done about somebody, by the host more.
func (r *memberRow) open() {
	m := r.said
	var items []widgets.MenuItem
	if m.leads && !m.muted {
		items = append(items, widgets.MenuItem{Text: "Ask to mute", Icon: assets.MicrophoneOff, Act: func() {
			r.acts.do(core.AskMute{Participant: m.id})
		}})
	}
	items = append(items, r.acts.about(m.key)...)
	if m.leads {
		items = append(items, widgets.MenuItem{
			Text: "Take out of the meeting…", Icon: assets.Close, Risky: true, Act: func() { r.askRemove(m) },
		})
	}
	widgets.ShowMenu(r.more, items)
}

// askRemove asks before somebody has to go.
func (r *memberRow) askRemove(m member) {
	who := callName(m.name)
	r.acts.ask(r.more, "Take "+who+" out of the meeting?",
		who+" has to leave, and cannot come back. The meeting moves to a new link: the old one leads nowhere. Who is here stays.",
		"Take out", "Let them stay", func() { r.acts.do(core.RemoveParticipant{Participant: m.id}) })
}

func (r *memberRow) place(size fyne.Size) {
	middle := size.Height / 2
	put(r.avatar, 0, middle-theme.Control/2, theme.Control, theme.Control)
	right := size.Width
	for _, b := range []*widgets.Button{r.more, r.volume} {
		if b.Visible() {
			right -= theme.Control
			put(b, right, middle-theme.Control/2, theme.Control, theme.Control)
		}
	}
	if r.level.Visible() {
		right -= levelSide + theme.SpaceS
		put(r.level.Container, right, middle-levelSide/2, levelSide, levelSide)
	}
	r.placeWords(theme.Control+theme.SpaceM, middle, right-theme.SpaceS)
}

// placeWords puts the name with its mark over the line, or the name alone in
// the middle.
func (r *memberRow) placeWords(left, middle, right float32) {
	name, line := r.name.MinSize().Height, r.line.HeightFor(max(1, right-left))
	if r.said.line == "" {
		line = 0
	}
	top, room := middle-(name+line)/2, right-left
	if r.mark.Visible() {
		room -= levelSide + theme.SpaceXS
	}
	width := max(0, min(room, r.name.Natural()+1))
	put(r.name, left, top, width, name)
	put(r.mark, left+width+theme.SpaceXS, top+(name-levelSide)/2, levelSide, levelSide)
	put(r.line, left, top+name, max(0, right-left), line)
}
