import Testing
import Values

@Suite struct `A day or time that a person wrote` {
    @Test(
        arguments: [
            ("2026年5月13日", "2026-05-13"), ("2026年05月03号", "2026-05-03"), ("２０２６年５月１３日", "2026-05-13"),
            ("２０２６／５／１３", "2026-05-13"), ("2026.5.13", "2026-05-13"), ("2026/5/13", "2026-05-13"),
            ("20260513", "2026-05-13"), ("2024年2月29日", "2024-02-29"), ("2026年2月29日", nil), ("2026年5月", nil),
            ("5月13日", nil), ("2026月5年13日", nil), ("2026年5月13日8时", nil), ("2026年13月1日", nil), ("2026年5月13日14日", nil),
            ("二〇二六年五月十三日", nil), ("26年5月13日", nil),
        ] as [(String, String?)])
    func `is a day in Chinese, with slashes or dots, in full-width digits`(written: String, day: String?) {
        #expect(WrittenTime.date(written)?.description == day)
    }

    @Test(
        arguments: [
            ("2026年5月13日 8:30", "2026-05-13T08:30:00+08:00"), ("2026年5月13日8时30分", "2026-05-13T08:30:00+08:00"),
            ("2026年5月13日8点", "2026-05-13T08:00:00+08:00"), ("2026年5月13日16时5分9秒", "2026-05-13T16:05:09+08:00"),
            ("２０２６年５月１３日　８：３０", "2026-05-13T08:30:00+08:00"), ("2026/5/13 8：30", "2026-05-13T08:30:00+08:00"),
            ("２０２６-05-13T08:30:00Z", "2026-05-13T08:30:00Z"), ("2026年5月13日", nil), ("2026年5月13日30分", nil),
            ("2026年5月13日8分30时", nil), ("2026年5月13日25时", nil),
        ] as [(String, String?)])
    func `is a time of day beside it`(written: String, time: String?) {
        #expect(WrittenTime.time(written)?.text == time)
    }
}
