// SPDX-License-Identifier: GPL-2.0-or-later
//
// playalter-frame-host MODULE MODULE_DATA CONFIG FPS
//
// Loads one module into libobs and plays the commands of command-loop.hpp. The last line on stdout says how
// many allocations libobs still held after its end; the exit status is 0 if it came that far.
#include "audio-commands.hpp"
#include "command-loop.hpp"
#include "headless-obs.hpp"
#include "json-line.hpp"
#include "reordering-filter.hpp"
#include "source-list.hpp"
#include "test-source.hpp"
#include "tick-recorder.hpp"

#include <cstdio>
#include <cstdlib>

int main(int argument_count, char **arguments)
{
	using namespace frame_host;
	constexpr int kExitUsage = 64;
	constexpr int kExitUnavailable = 69;
	if (argument_count != 5) {
		fprintf(stderr, "usage: %s MODULE MODULE_DATA CONFIG FPS\n", arguments[0]);
		return kExitUsage;
	}

	HeadlessObsOptions options;
	options.module_path = arguments[1];
	options.module_data_path = arguments[2];
	options.config_path = arguments[3];
	options.frames_per_second = unsigned(atoi(arguments[4]));
	UiThread ui;
	HeadlessObs obs;
	std::string error;
	if (!obs.start(options, error)) {
		fprintf(stderr, "%s\n", error.c_str());
		return kExitUnavailable;
	}
	ui.serve_libobs();
	register_test_sources();
	register_audio_input();
	register_reordering_filter();
	JsonLine("ready").print();
	{
		SourceList sources;
		TickRecorder recorder(sources);
		run_commands(ui, sources, recorder);
		obs_set_output_source(0, nullptr);
		for (const auto &shown : sources.all())
			obs_source_dec_active(shown->source.get());
		sources.clear();
	}
	JsonLine("end").add("leaks", int64_t(obs.stop())).print();
	return 0;
}
