package theme

import (
	"hash/fnv"
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// The colours that Fyne has a name for.
const (
	Background  = fynetheme.ColorNameBackground          // windows
	Surface     = fynetheme.ColorNameOverlayBackground   // cards, panels, dialogs, side column
	Button      = fynetheme.ColorNameButton              // standard buttons
	Text        = fynetheme.ColorNameForeground          //
	Placeholder = fynetheme.ColorNamePlaceHolder         //
	Disabled    = fynetheme.ColorNameDisabled            // never the only bearer of a fact
	Primary     = fynetheme.ColorNamePrimary             // main act, verified, speaking, focus ring
	OnPrimary   = fynetheme.ColorNameForegroundOnPrimary //
	Tint        = fynetheme.ColorNameSelection           // chosen row, good news
	Success     = fynetheme.ColorNameSuccess             // online, level meter, done
	OnSuccess   = fynetheme.ColorNameForegroundOnSuccess //
	Warning     = fynetheme.ColorNameWarning             // weak network, new person, meter's top
	OnWarning   = fynetheme.ColorNameForegroundOnWarning //
	Error       = fynetheme.ColorNameError               // error words, muted, failed
	OnError     = fynetheme.ColorNameForegroundOnError   //
	Field       = fynetheme.ColorNameInputBackground     //
	FieldEdge   = fynetheme.ColorNameInputBorder         //
	Separator   = fynetheme.ColorNameSeparator           // decoration only
	Hover       = fynetheme.ColorNameHover               // laid over what is there
	Pressed     = fynetheme.ColorNamePressed             // likewise
	Shadow      = fynetheme.ColorNameShadow              // menus
)

// The colours that Fyne has no name for.
const (
	Muted          fyne.ThemeColorName = "parleyMuted"       // second lines, captions, idle icons
	Raised         fyne.ThemeColorName = "parleyRaised"      // toasts, cards in panels, control buttons
	Sunken         fyne.ThemeColorName = "parleySunken"      // tracks, fields on a panel
	ButtonOnRaised fyne.ThemeColorName = "parleyRaisedPress" // standard buttons on Raised
	PrimaryHover   fyne.ThemeColorName = "parleyPrimaryHover"
	WarningTint    fyne.ThemeColorName = "parleyWarningTint"
	ErrorTint      fyne.ThemeColorName = "parleyErrorTint"
	SuccessTint    fyne.ThemeColorName = "parleySuccessTint" // behind the ending of a table's name
	Media          fyne.ThemeColorName = "parleyMedia"       // the ending of a film's, sound's or picture's name
	MediaTint      fyne.ThemeColorName = "parleyMediaTint"   // behind it
	Danger         fyne.ThemeColorName = "parleyDanger"      // Leave, Decline, remove for good
	OnDanger       fyne.ThemeColorName = "parleyOnDanger"
	Sharing        fyne.ThemeColorName = "parleySharing" // share badge and edge, unread count
	OnSharing      fyne.ThemeColorName = "parleyOnSharing"
	Busy           fyne.ThemeColorName = "parleyBusy"         // presence
	Stage          fyne.ThemeColorName = "parleyStage"        // behind tiles
	VideoLabel     fyne.ThemeColorName = "parleyVideoLabel"   // ground of words over video
	OnVideoLabel   fyne.ThemeColorName = "parleyOnVideoLabel" // those words
	Scrim          fyne.ThemeColorName = "parleyScrim"        // behind dialogs
)

// tone is one colour in both looks.
type tone struct{ light, dark color.NRGBA }

// palette holds every colour of ours; it is never written to.
var palette = map[fyne.ThemeColorName]tone{
	Background:     {rgb(0xF5F7F6), rgb(0x121817)},
	Surface:        {rgb(0xFFFFFF), rgb(0x1A2220)},
	Raised:         {rgb(0xFFFFFF), rgb(0x232E2B)},
	Sunken:         {rgb(0xEAEFED), rgb(0x0E1312)},
	Button:         {rgb(0xE4EBE8), rgb(0x2A3633)},
	ButtonOnRaised: {rgb(0xE4EBE8), rgb(0x33403C)},
	Text:           {rgb(0x14201E), rgb(0xE9F0EE)},
	Muted:          {rgb(0x52605C), rgb(0xA3B1AD)},
	Placeholder:    {rgb(0x5F6D69), rgb(0x93A29D)},
	Disabled:       {rgb(0x98A5A0), rgb(0x5F6C68)},
	Primary:        {rgb(0x0B6B66), rgb(0x5CCFC2)},
	OnPrimary:      {rgb(0xFFFFFF), rgb(0x06211F)},
	PrimaryHover:   {rgb(0x095752), rgb(0x74D9CE)},
	Tint:           {rgb(0xDCEEEB), rgb(0x173532)},
	Success:        {rgb(0x1B7A48), rgb(0x63D394)},
	OnSuccess:      {rgb(0xFFFFFF), rgb(0x06211F)},
	Warning:        {rgb(0x855600), rgb(0xF0B95A)},
	OnWarning:      {rgb(0xFFFFFF), rgb(0x2A1D00)},
	WarningTint:    {rgb(0xFBF0D9), rgb(0x33290F)},
	Error:          {rgb(0xBC2F28), rgb(0xFF958A)},
	OnError:        {rgb(0xFFFFFF), rgb(0x2B0605)},
	ErrorTint:      {rgb(0xFBE6E3), rgb(0x3A1B18)},
	SuccessTint:    {rgb(0xDDF1E5), rgb(0x143123)},
	Media:          {rgb(0x2F4C8F), rgb(0x9DBAFA)},
	MediaTint:      {rgb(0xE2E9FB), rgb(0x1E2B45)},
	Danger:         {rgb(0xC8372F), rgb(0xCF3F37)},
	OnDanger:       {rgb(0xFFFFFF), rgb(0xFFFFFF)},
	Sharing:        {rgb(0xFFB27A), rgb(0xFFB27A)},
	OnSharing:      {rgb(0x06211F), rgb(0x06211F)},
	Busy:           {rgb(0xB37512), rgb(0xF0B95A)},
	Field:          {rgb(0xFFFFFF), rgb(0x1A2220)},
	FieldEdge:      {rgb(0x84918C), rgb(0x6B7A75)},
	Separator:      {rgb(0xDFE6E3), rgb(0x2A3532)},
	Hover:          {cover(0x14201E, 6), cover(0xE9F0EE, 8)},
	Pressed:        {cover(0x14201E, 12), cover(0xE9F0EE, 14)},
	Shadow:         {cover(0x0B0F0E, 14), cover(0x000000, 40)},
	Stage:          {rgb(0x0B0F0E), rgb(0x0B0F0E)},
	VideoLabel:     {cover(0x0B0F0E, 78), cover(0x0B0F0E, 78)},
	OnVideoLabel:   {rgb(0xFFFFFF), rgb(0xFFFFFF)},
	Scrim:          {cover(0x0B0F0E, 72), cover(0x0B0F0E, 72)},

	// What only Fyne's own widgets ask for.
	fynetheme.ColorNameMenuBackground:      {rgb(0xFFFFFF), rgb(0x1A2220)},
	fynetheme.ColorNameHeaderBackground:    {rgb(0xFFFFFF), rgb(0x1A2220)},
	fynetheme.ColorNameDisabledButton:      {rgb(0xEAEFED), rgb(0x0E1312)},
	fynetheme.ColorNameHyperlink:           {rgb(0x0B6B66), rgb(0x5CCFC2)},
	fynetheme.ColorNameFocus:               {cover(0x0B6B66, 25), cover(0x5CCFC2, 25)},
	fynetheme.ColorNameScrollBar:           {cover(0x52605C, 55), cover(0xA3B1AD, 55)},
	fynetheme.ColorNameScrollBarBackground: {cover(0x14201E, 0), cover(0xE9F0EE, 0)},
}

// avatars are the grounds and letters of pictures made of initials.
var avatars = [...]struct{ ground, letters color.NRGBA }{
	{rgb(0xE6DAEA), rgb(0x5B3B68)},
	{rgb(0xEBDADB), rgb(0x76303F)},
	{rgb(0xCFE0D6), rgb(0x23523C)},
	{rgb(0xCFDCE6), rgb(0x2B4A63)},
	{rgb(0xF0DDB6), rgb(0x6B4708)},
	{rgb(0xD5E4DF), rgb(0x1F4B40)},
	{rgb(0xE6E2CF), rgb(0x544A1C)},
	{rgb(0xD9DDF0), rgb(0x33407A)},
}

// Avatar returns the colours of a person's initials, the same for a key
// wherever and whenever it is shown.
func Avatar(key string) (ground, letters color.Color) {
	h := fnv.New32a()
	h.Write([]byte(key))
	a := avatars[h.Sum32()%uint32(len(avatars))]
	return a.ground, a.letters
}

// rgb returns the opaque colour 0xRRGGBB.
func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

// cover returns the colour 0xRRGGBB that covers percent of what is below it.
func cover(hex, percent uint32) color.NRGBA {
	c := rgb(hex)
	c.A = uint8((percent*0xFF + 50) / 100)
	return c
}
