export function agendaPanel() {}
