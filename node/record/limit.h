/* limit.h - every limit on bytes of strangers, with its reason (PROTOCOL.md 2.5).
 * PROTOCOL M2.10, M2.6: they belong to the header version: equal on every node, never configured. */
#ifndef LIMIT_H
#define LIMIT_H

enum {
	/* record */
	LIMIT_HEADER_BYTES = 1024, /* 16 short fields and 256 bytes of extension */
	LIMIT_EXTENSION_BYTES = 256,
	LIMIT_BODY_BYTES = 256 << 10, /* a whole national extract fits in a few */
	LIMIT_ACT_BYTES = 256 << 10,
	LIMIT_SIGNED_ACT_BYTES = (256 << 10) + 8192,
	LIMIT_INVITATION_BYTES = 16 << 20,
	LIMIT_REGISTRARS = 32,
	LIMIT_NODES = 16,        /* of one author */
	LIMIT_ADDRESSES = 4,     /* of one node */
	LIMIT_AUTHORS = 1024,    /* enrolled in one alliance */
	LIMIT_TEXT_BYTES = 1024, /* any one text field of a body */
	LIMIT_ROWS = 4096,       /* reviews, lines or reference rows in one body or act */
	LIMIT_BATCH_PARTS = 4096,
	/* segment: boundaries follow from headers alone */
	LIMIT_SEGMENT_ENTRIES = 256,
	LIMIT_SEGMENT_BODY_BYTES = 768 << 10,
	/* wire */
	LIMIT_FRAME_BYTES = 2 << 20, /* a segment with its headers and signatures fits */
	LIMIT_HEADS = 4096,          /* in one message or witness entry */
	LIMIT_LIVE_ENTRIES = 256,
	LIMIT_IDS = 64,
	LIMIT_ACTS = 64, /* in one message */
	/* decoding: arena budgets; 1 MiB on the wire can be 113 MiB in memory */
	LIMIT_HEADER_ARENA = 16 << 10,
	LIMIT_BODY_ARENA = 16 << 20,
	LIMIT_ACT_ARENA = 16 << 20,
	LIMIT_FRAME_ARENA = 24 << 20,
};

#endif
