/* route.h - frames of core to peers: NetSend. */
#ifndef ROUTE_H
#define ROUTE_H

#include "peers.h"

/* Sends the frame to the peer nodes named: (author, node); all nodes of `author` when
 * node is empty; or all of `role`, without those of the author `except`.
 *
 * A peer whose queue does not take a frame is behind: core is told once (PEER_BEHIND),
 * and live frames other than beacons are not pushed, until a frame sent to that one node
 * with live = false is taken (core answers it: it is pulling up), it knocks anew, or it
 * is redialled.  A peer whose last connection turns out to be lost is down (PEER_DOWN).
 */
void route_send(struct peers *p, const Cmsa__NetSend *s);

/* Answers a knock: an empty frame over that connection of our ROUTER. */
void route_answer_knock(struct peers *p, struct bytes route);

/* Is it a live frame, by the first tag of Wire (beacon 2, live 3)?  Net reads no further.
 */
bool route_is_live(struct bytes frame);

#endif
