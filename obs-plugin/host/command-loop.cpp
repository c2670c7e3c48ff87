// SPDX-License-Identifier: GPL-2.0-or-later
#include "command-loop.hpp"

#include "audio-commands.hpp"
#include "camera-commands.hpp"
#include "canvas-recorder.hpp"
#include "command-arguments.hpp"
#include "group-commands.hpp"
#include "json-line.hpp"
#include "reordering-filter.hpp"
#include "test-source.hpp"

#include <util/platform.h>

#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>

namespace frame_host {

namespace {

constexpr const char *kFilterId = "playalter_privacy_mask";
constexpr const char *kFilterName = "mask";

template <typename T> T next(std::istringstream &arguments)
{
	T value;
	if (!(arguments >> value))
		throw std::invalid_argument("an argument is missing or not a number");
	return value;
}

std::string rest(std::istringstream &arguments)
{
	std::string text;
	std::getline(arguments >> std::ws, text);
	return text;
}

Size next_size(std::istringstream &arguments)
{
	const auto width = next<uint32_t>(arguments);
	return {width, next<uint32_t>(arguments)};
}

gs_color_space next_space(std::istringstream &arguments)
{
	const auto name = next<std::string>(arguments);
	if (name != "srgb" && name != "extended")
		throw std::invalid_argument("no such colour space: " + name);
	return name == "srgb" ? GS_CS_SRGB : GS_CS_709_EXTENDED;
}

void put_filter(obs_source_t *source, obs_data_t *settings)
{
	const SourceRef filter(obs_source_create_private(kFilterId, kFilterName, settings));
	if (!filter)
		throw std::runtime_error("the filter could not be made");
	obs_source_filter_add(source, filter.get());
	// As with a filter of a scene collection.
	obs_source_load(filter.get());
}

std::string call_procedure(const std::string &name)
{
	calldata_t data;
	calldata_init(&data);
	const bool is_known = proc_handler_call(obs_get_proc_handler(), name.c_str(), &data);
	const double returned_ms = double(os_gettime_ns()) / 1e6;
	calldata_free(&data);
	if (!is_known)
		throw std::invalid_argument("no such procedure: " + name);
	return std::to_string(returned_ms);
}

class CommandRunner {
public:
	CommandRunner(SourceList &sources, TickRecorder &recorder);

	// What the answer carries as `data`, as JSON. Throws what the answer says as `error`.
	std::string run(const std::string &word, std::istringstream &arguments);

private:
	using Command = std::function<std::string(std::istringstream &)>;

	std::string make_source(std::istringstream &arguments);
	std::string duplicate(std::istringstream &arguments);
	std::string status(std::istringstream &arguments);
	std::shared_ptr<ShownSource> source_of(std::istringstream &arguments) const;
	SourceRef filter_of(std::istringstream &arguments) const;
	void add(const std::string &name, SourceRef source);

	SourceList &sources_;
	TickRecorder &recorder_;
	AudioCommands audio_;
	CameraCommands cameras_;
	GroupCommands groups_;
	CanvasRecorder canvas_;
	std::map<std::string, Command> commands_;
};

CommandRunner::CommandRunner(SourceList &sources, TickRecorder &recorder)
	: sources_(sources),
	  recorder_(recorder),
	  audio_(sources),
	  cameras_([this](const std::string &name, SourceRef source) { add(name, std::move(source)); }),
	  groups_(sources, [this](const std::string &name, SourceRef source) { add(name, std::move(source)); }, put_filter)
{
	audio_.add_to(commands_);
	cameras_.add_to(commands_);
	groups_.add_to(commands_);
	commands_["source"] = [this](std::istringstream &arguments) { return make_source(arguments); };
	commands_["duplicate"] = [this](std::istringstream &arguments) { return duplicate(arguments); };
	commands_["status"] = [this](std::istringstream &arguments) { return status(arguments); };
	commands_["call"] = [](std::istringstream &arguments) { return call_procedure(rest(arguments)); };
	commands_["program"] = bare([this](std::istringstream &arguments) {
		obs_set_output_source(0, source_of(arguments)->source.get());
		canvas_.start();
	});
	commands_["empty_channels"] = bare([](std::istringstream &) {
		for (uint32_t channel = 0; channel < MAX_CHANNELS; channel++)
			obs_set_output_source(channel, nullptr);
	});
	commands_["filter"] = bare([this](std::istringstream &arguments) {
		const auto shown = source_of(arguments);
		put_filter(shown->source.get(), json_of(arguments).get());
	});
	commands_["reordering_filter"] = bare([this](std::istringstream &arguments) {
		put_reordering_filter(source_of(arguments)->source.get());
	});
	commands_["reorder"] = bare([this](std::istringstream &arguments) {
		reorder_at_next_draw(source_of(arguments)->source.get());
	});
	commands_["unsource"] = bare([this](std::istringstream &arguments) {
		sources_.remove(source_of(arguments)->name);
	});
	commands_["unfilter"] = bare([this](std::istringstream &arguments) {
		const auto shown = source_of(arguments);
		const SourceRef filter(obs_source_get_filter_by_name(shown->source.get(), kFilterName));
		obs_source_filter_remove(shown->source.get(), filter.get());
	});
	commands_["settings"] = bare([this](std::istringstream &arguments) {
		const SourceRef filter = filter_of(arguments);
		obs_source_update(filter.get(), json_of(arguments).get());
	});
	commands_["size"] = bare([this](std::istringstream &arguments) {
		const auto shown = source_of(arguments);
		const SourceRef source = test_source_in(shown->source.get());
		if (!source)
			throw std::invalid_argument("there is no test source in " + shown->name);
		test_source_of(source.get()).clock().set_size(next_size(arguments));
	});
	commands_["hide"] = bare([this](std::istringstream &arguments) {
		const auto shown = source_of(arguments);
		shown->hidden_ticks = next<int64_t>(arguments);
	});
	commands_["show"] = bare([this](std::istringstream &arguments) { source_of(arguments)->hidden_ticks = 0; });
	commands_["draws"] = bare([this](std::istringstream &arguments) {
		recorder_.set_draws(next<unsigned>(arguments));
	});
	commands_["target"] = bare([this](std::istringstream &arguments) {
		recorder_.set_target_space(next_space(arguments));
	});
	commands_["keep"] = bare([this](std::istringstream &arguments) { recorder_.keep_frames(rest(arguments)); });
	commands_["compare"] = bare([this](std::istringstream &arguments) {
		recorder_.compare_frames(rest(arguments));
	});
}

std::string CommandRunner::run(const std::string &word, std::istringstream &arguments)
{
	const auto found = commands_.find(word);
	if (found == commands_.end())
		throw std::invalid_argument("no such command: " + word);
	return found->second(arguments);
}

std::shared_ptr<ShownSource> CommandRunner::source_of(std::istringstream &arguments) const
{
	const auto name = next<std::string>(arguments);
	auto shown = sources_.find(name);
	if (!shown)
		throw std::invalid_argument("no such source: " + name);
	return shown;
}

SourceRef CommandRunner::filter_of(std::istringstream &arguments) const
{
	const auto shown = source_of(arguments);
	// A Private Camera is its own mask.
	if (is_private_camera(shown->source.get()))
		return SourceRef(obs_source_get_ref(shown->source.get()));
	SourceRef filter(obs_source_get_filter_by_name(shown->source.get(), kFilterName));
	if (!filter)
		throw std::invalid_argument("no filter on " + shown->name);
	return filter;
}

void CommandRunner::add(const std::string &name, SourceRef source)
{
	if (!source)
		throw std::runtime_error("the source could not be made");
	obs_source_inc_active(source.get());
	if (!sources_.add(name, std::move(source)))
		throw std::invalid_argument("the name is taken: " + name);
}

std::string CommandRunner::make_source(std::istringstream &arguments)
{
	const auto name = next<std::string>(arguments);
	const auto kind = next<std::string>(arguments);
	const Size size = next_size(arguments);
	if (!is_source_kind(kind.c_str()))
		throw std::invalid_argument("no such kind: " + kind);
	const Data settings(obs_data_create());
	obs_data_set_int(settings.get(), "width", size.width);
	obs_data_set_int(settings.get(), "height", size.height);
	SourceRef source(obs_source_create_private(kind.c_str(), name.c_str(), settings.get()));
	// The filter is on before the first tick: no frame of such a source is ever drawn without it.
	if (source && arguments >> std::ws && !arguments.eof())
		put_filter(source.get(), json_of(arguments).get());
	add(name, std::move(source));
	return "null";
}

std::string CommandRunner::duplicate(std::istringstream &arguments)
{
	const auto shown = source_of(arguments);
	const auto name = next<std::string>(arguments);
	add(name, SourceRef(obs_source_duplicate(shown->source.get(), name.c_str(), true)));
	return "null";
}

std::string CommandRunner::status(std::istringstream &arguments)
{
	const SourceRef filter = filter_of(arguments);
	calldata_t data;
	calldata_init(&data);
	const bool is_answered =
		proc_handler_call(obs_source_get_proc_handler(filter.get()), "playalter_get_status", &data);
	const char *json = is_answered ? calldata_string(&data, "json") : nullptr;
	const std::string result = json ? json : "";
	calldata_free(&data);
	if (result.empty())
		throw std::runtime_error("the filter has no status");
	return result;
}

} // namespace

void run_commands(UiThread &ui, SourceList &sources, TickRecorder &recorder)
{
	CommandRunner runner(sources, recorder);
	std::string text;
	while (ui.next_line(text)) {
		std::istringstream arguments(text);
		int64_t number = 0;
		std::string word;
		arguments >> number >> word;
		if (word == "quit")
			return;
		JsonLine answer("answer");
		answer.add("number", number);
		try {
			const std::string data = runner.run(word, arguments);
			answer.add_raw("data", data);
		} catch (const std::exception &failure) {
			answer.add("error", failure.what());
		}
		answer.print();
	}
}

} // namespace frame_host
