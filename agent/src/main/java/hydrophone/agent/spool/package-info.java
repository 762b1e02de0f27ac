/**
 * Messages on disk between their observation and their acknowledgement. The layout of a spool:
 *
 * <pre>
 * FOLDER/                     0700, files 0600; one for each cluster, role and host
 *   lock                      held by the daemon; its pid
 *   reserve                   room to give up when the disk is full ({@link
 *                             hydrophone.agent.spool.Reserve})
 *   losses                    text: what was dropped or damaged and not yet reported ({@link
 *                             hydrophone.agent.spool.Losses})
 *   sample/ sysinfo/ job/ cluster/     one queue a type, as one topic must not hold up another
 *     cursor                  what has been acknowledged ({@link hydrophone.agent.spool.CursorFile})
 *     000000000001.seg ...    frames ({@link hydrophone.agent.spool.Frame}), appended, never changed
 *   quarantine/               bytes that are no frame, records that the broker refuses
 * </pre>
 */
@NullMarked
package hydrophone.agent.spool;

import org.jspecify.annotations.NullMarked;
