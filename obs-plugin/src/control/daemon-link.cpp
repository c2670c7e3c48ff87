// SPDX-License-Identifier: GPL-2.0-or-later
//
// Requests are served on the link's own thread, those of the UI thread there: the link never waits for it, or OBS
// could not end while one is under way.
#include "daemon-link.hpp"

#include "channel/plugin-link.hpp"
#include "module-daemon.hpp"
#include "plugin-version.hpp"
#include "request-table.hpp"
#include "user-interface.hpp"

#include <memory>
#include <mutex>

namespace playalter {

namespace {

struct TheLink {
	std::mutex mutex; // held for a copy
	std::shared_ptr<PluginLink> link;
};

TheLink &the_link()
{
	static TheLink instance;
	return instance;
}

std::shared_ptr<PluginLink> exchange_link(std::shared_ptr<PluginLink> next)
{
	const std::lock_guard<std::mutex> lock(the_link().mutex);
	return std::exchange(the_link().link, std::move(next));
}

void answer(const Request &request, const LinkRequest &asked)
{
	const Reply reply = serve(request, asked.data.get());
	if (reply.failure)
		asked.outbox->put(write_link_failure(asked.id, reply.failure->code_name(), reply.failure->what()));
	else
		asked.outbox->put(write_link_reply(asked.id, reply.data.get()));
}

void serve_link(LinkRequest asked)
{
	const Request *request = find_request(asked.name);
	if (!request) {
		const auto code = size_t(RequestError::request_unknown);
		asked.outbox->put(write_link_failure(asked.id, names::request_error_names[code],
						     "This version of the plugin has no such request."));
		return;
	}
	if (request->thread == RequestThread::ui)
		run_on_ui_thread(UiWait::none, [request, asked = std::move(asked)] { answer(*request, asked); });
	else
		answer(*request, asked);
}

} // namespace

void start_daemon_link()
{
	PluginLinkOptions options;
	options.identity = {plugin_version, obs_get_version_string()};
	options.supervisor = share_daemon_supervisor();
	options.on_request = serve_link;
	options.log = log_channel_line;
	ChannelError error;
	std::shared_ptr<PluginLink> link = PluginLink::create(std::move(options), error);
	if (!link)
		blog(LOG_ERROR, "[playalter] no dock and no control server: %s", error.message.c_str());
	exchange_link(std::move(link));
}

void stop_daemon_link() { exchange_link(nullptr); }

void tell_daemon(const char *event, obs_data_t *data)
{
	std::shared_ptr<PluginLink> link;
	{
		const std::lock_guard<std::mutex> lock(the_link().mutex);
		link = the_link().link;
	}
	if (link)
		link->tell(event, data);
}

} // namespace playalter
