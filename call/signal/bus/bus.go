// Package bus joins servers into one: it carries messages between those that
// share topics, such as rooms.
package bus

// Bus is where servers tell one another. It may lose messages, and keeps the
// order of one sender's in one topic.
type Bus interface {
	// Publish sends a message to all who watch the topic. It may take as long as
	// the bus does.
	Publish(topic string, message []byte) error
	// Watch and Forget begin and end what Messages delivers of a topic.
	Watch(topic string) error
	Forget(topic string)
	// Messages delivers what other servers publish in the topics that
	// are watched.
	Messages() <-chan Message
	// Restored gives a sign each time the bus is there again after it was not.
	Restored() <-chan struct{}
}

// Message is what another server published.
type Message struct {
	Topic string
	Data  []byte // belongs to who takes it
}
