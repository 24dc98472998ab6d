import EPCIS
import Values

/// Rows that take an event back: 更正.
extension ScanMapper {
    /// A row that takes an event back bears that event's ID. One that does not say which would take back none, and look as if it had.
    func fillCorrection(_ draft: inout EventDraft, _ row: ScanRow) throws(ScanError) {
        guard draft.step.stepKind == .correct else {
            guard let index = header.index(ofElement: Self.corrected), row.cell(at: index) != nil else { return }
            // It would take nothing back, and look as if it had: both amounts would count.
            throw row.error(
                .contradiction, at: index,
                Wording(
                    en:
                        "\(row.name(at: index)) has no meaning for the step \(draft.step.name): nothing would be taken back",
                    zh: "步骤“\(draft.step.word)”不用填写“\(row.name(at: index))”：照此不会作废任何记录"),
                hint: Wording(
                    en:
                        "take the record back in a row of its own, with the step 更正, and the right one stands in this row",
                    zh: "请另列一行、环节填“更正”作废原记录，本行只写正确的内容"))
        }
        guard let corrected = draft.value(named: Self.corrected) else {
            let index = header.index(ofElement: Self.corrected) ?? header.index(of: .step) ?? 0
            let name = profile.element(named: Self.corrected)?.label.zh ?? Self.corrected
            throw row.error(
                .missingValue, at: index,
                Wording(
                    en:
                        "the row does not say which event it takes back (\(Self.corrected) \(name) is empty): nothing would be corrected",
                    zh: "未写明更正哪一条记录（“\(name)”为空），照此不会更正任何内容"),
                hint: Wording(
                    en: "yima lookup CODE shows entries, and 'yima withdraw ENTRY --reason 填错' takes one back; "
                        + "yima lookup --json CODE shows the eventID",
                    zh: "yima lookup 编码 可查条目号，再用 yima withdraw 条目号 --reason 填错 作废；事件编号见 yima lookup --json 编码"))
        }
        guard corrected.contains(":") else {
            let index = header.index(ofElement: Self.corrected) ?? 0
            throw row.error(
                .badValue, at: index,
                Wording(
                    en: "\(row.name(at: index)): “\(corrected.shown)” is not the eventID of an event",
                    zh: "\(row.name(at: index))：“\(corrected.shown)”不是事件编号"),
                hint: Wording(
                    en:
                        "yima lookup --json CODE shows the eventID; by the number of its entry an event is taken back with "
                        + "'yima withdraw ENTRY --reason 填错'",
                    zh: "事件编号见 yima lookup --json 编码；只知条目号时，请用 yima withdraw 条目号 --reason 填错 作废"))
        }
        if let own = draft.eventID, own != corrected {
            throw row.error(
                .contradiction, .eventID,
                Wording(
                    en: "a correction has the eventID of the event that it takes back, \(corrected.shown)",
                    zh: "更正的事件编号应为被更正的事件 \(corrected.shown)"))
        }
        draft.eventID = corrected
        draft.correction = (draft.value(named: "correctionReason"), draft.value(named: "correctiveEventID"))
    }

    func corrected(_ draft: EventDraft, _ row: ScanRow) -> CorrectedEvent? {
        guard draft.correction != nil, let name = draft.eventID else { return nil }
        let place = row.record.location(of: header.index(ofElement: Self.corrected) ?? 0)
        return CorrectedEvent(name: name, line: place.line, column: place.column)
    }
}
