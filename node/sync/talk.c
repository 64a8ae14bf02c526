/* talk.c - the states of a conversation. */
#include "talk.h"

enum talk_state
talk_next(enum talk_state s, enum talk_event e)
{
	switch (e) {
	case TALK_HEARD: return s == TALK_DOWN ? TALK_GREETED : s;
	case TALK_HELLO: return TALK_READY;
	case TALK_SILENT:
	case TALK_LOST: return TALK_DOWN;
	}
	return s;
}

const char *
talk_state_name(enum talk_state s)
{
	switch (s) {
	case TALK_DOWN: return "down";
	case TALK_GREETED: return "greeted";
	case TALK_READY: return "ready";
	}
	return "unknown";
}
