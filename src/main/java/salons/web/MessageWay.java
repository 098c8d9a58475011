package salons.web;

/** How long the parts of a message's way took, in microseconds; see {@link MessageTracer}, and PROTOCOL for where each begins and ends. */
record MessageWay(long inUs, long loopUs, long outUs, long replyUs) {}
