package guesttest

import "fmt"

// point is a place on a page, in its pixels.
type point struct{ x, y float64 }

// Drag moves the mouse over an element with its left button held, between two
// places in parts of its width and height.
func (p *Page) Drag(selector string, fromX, fromY, toX, toY float64) {
	p.t.Helper()
	var box [4]float64
	p.Eval(fmt.Sprintf("(({ left, top, width, height }) => [left, top, width, height])(document.querySelector(%q).getBoundingClientRect())", selector), &box)
	const steps = 20
	var way []point
	for i := range steps + 1 {
		part := float64(i) / steps
		way = append(way, point{box[0] + box[2]*(fromX+(toX-fromX)*part), box[1] + box[3]*(fromY+(toY-fromY)*part)})
	}
	p.must(p.tab.drag(way))
}

func (c *chromiumTab) drag(way []point) error {
	for i, at := range way {
		event := map[string]any{"x": at.x, "y": at.y, "type": "mouseMoved", "button": "left", "buttons": 1}
		switch i {
		case 0:
			event["type"], event["clickCount"] = "mousePressed", 1
		case len(way) - 1:
			event["type"], event["clickCount"], event["buttons"] = "mouseReleased", 1, 0
		}
		if err := c.do("Input.dispatchMouseEvent", event); err != nil {
			return err
		}
	}
	return nil
}

func (f *firefoxTab) drag(way []point) error {
	var actions []any
	for i, at := range way {
		actions = append(actions, map[string]any{"type": "pointerMove", "x": int(at.x), "y": int(at.y)})
		if i == 0 {
			actions = append(actions, map[string]any{"type": "pointerDown", "button": 0})
		}
	}
	actions = append(actions, map[string]any{"type": "pointerUp", "button": 0})
	return f.do("input.performActions", map[string]any{"actions": []any{map[string]any{"type": "pointer", "id": "mouse", "actions": actions}}}, nil)
}
