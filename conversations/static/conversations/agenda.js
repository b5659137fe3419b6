import "../meetingmuse/zone.js";

export function agendaPanel() {}
