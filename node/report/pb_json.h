/* pb_json.h - any of our records as JSON, by its descriptor: bytes in hexadecimal, enums
 * by name, fields *_days as dates.  For people and other programs; never read back. */
#ifndef PB_JSON_H
#define PB_JSON_H

#include <jansson.h>
#include <protobuf-c/protobuf-c.h>

/* A new reference.  Unset fields are left out. */
json_t *pb_json(const ProtobufCMessage *m);

#endif
