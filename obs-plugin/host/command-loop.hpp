// SPDX-License-Identifier: GPL-2.0-or-later
//
// Commands, one a line on stdin, each answered by one line on stdout. Runs on the main thread, which stands
// for OBS's UI thread here.
//
//   <number> source NAME KIND WIDTH HEIGHT [SETTINGS]
//                                                makes and shows a source (test-source.cpp has the kinds),
//                                                with the privacy mask on it if there are settings
//   <number> unsource NAME
//   <number> filter NAME SETTINGS                puts the privacy mask on it
//   <number> unfilter NAME
//   <number> reordering_filter NAME              puts a filter on it that draws what it gets
//   <number> reorder NAME                        that one becomes the last, in the middle of the next frame
//   <number> settings NAME SETTINGS              updates its filter
//   <number> size NAME WIDTH HEIGHT
//   <number> hide NAME TICKS                     does not draw it; -1: until `show`
//   <number> show NAME
//   <number> duplicate NAME NEW_NAME             a copy with copies of its filters
//   <number> draws COUNT                         times that each source is drawn in a tick
//   <number> target srgb|extended                colour space of what sources are drawn into
//   <number> keep FOLDER | compare FOLDER        reference frames
//   <number> program NAME                        puts it on the canvas, whose frames are recorded from then on
//   <number> empty_channels                      takes everything off, as OBS does for a scene collection
//   <number> call PROCEDURE                      one of libobs's own; answers when it returned, in ms
//   <number> status NAME                         the filter's own report
//   <number> quit
// and those of audio-commands.hpp, camera-commands.hpp and group-commands.hpp. Where a filter is named, a Private Camera is its own.
#pragma once

#include "source-list.hpp"
#include "tick-recorder.hpp"
#include "ui-thread.hpp"

namespace frame_host {

// Until `quit` or the end of stdin.
void run_commands(UiThread &ui, SourceList &sources, TickRecorder &recorder);

} // namespace frame_host
