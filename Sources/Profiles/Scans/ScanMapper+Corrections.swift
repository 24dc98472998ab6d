import EPCIS
import Values

/// Rows that take an event back: 更正.
extension ScanMapper {
    /// A row that takes an event back bears that event's ID. One that does not say which would take back none, and look as if it had.
    func fillCorrection(_ draft: inout EventDraft, _ row: ScanRow) throws(ScanError) {
        guard draft.step.stepKind == .correct else { return }
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
