"""The greeter's tablet: who asks for help, tickets from the hand, the queue, the missed."""
