// The pages, in Vietnamese and English, without a script. Everything that is shown goes through `html`, which escapes it.

import { ASKED } from './relying_party.mjs'

const LABELS = {
  name: ['Họ và tên', 'Full name'],
  'name#und-Latn-x-mrz': ['Họ tên không dấu (dạng máy đọc)', 'Name in plain letters, as machines read it'],
  birthdate: ['Ngày sinh', 'Date of birth'],
  gender: ['Giới tính', 'Sex'],
  allergies: ['Dị ứng', 'Allergies'],
  conditions: ['Bệnh tật', 'Health conditions'],
  medications: ['Thuốc đang dùng', 'Medicines'],
  blood_group: ['Nhóm máu', 'Blood group'],
  immunizations: ['Tiêm chủng', 'Vaccinations'],
}
const WORDS = {
  female: ['Nữ', 'Female'],
  male: ['Nam', 'Male'],
  active: ['đang có', 'active'],
  resolved: ['đã khỏi', 'resolved'],
  stopped: ['đã ngừng', 'stopped'],
  mild: ['nhẹ', 'mild'],
  moderate: ['vừa', 'moderate'],
  severe: ['nặng', 'severe'],
}
const LEVELS = {
  low: ['Thấp', 'Low'],
  substantial: ['Đáng kể', 'Substantial'],
  high: ['Cao', 'High'],
}

class Html {
  constructor(text) {
    this.text = text
  }
}

/** A template whose values are escaped, unless they are such templates themselves. */
function html(parts, ...values) {
  const shown = (value) =>
    Array.isArray(value) ? value.map(shown).join('') : value instanceof Html ? value.text : escaped(String(value))
  return new Html(String.raw({ raw: parts }, ...values.map(shown)))
}

function escaped(text) {
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (character) => entities[character])
}

/** One language's pages. */
export function pagesIn(language) {
  const say = (vi, en) => (language === 'vi' ? vi : en)
  const word = (table, key) => (table[key] ? say(...table[key]) : key)
  const other = say('en', 'vi')

  function page(title, main) {
    return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · SIMULATOR</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<p class="banner"><strong>${say(html`MÔ PHỎNG · <span lang="en">SIMULATOR</span>`, 'SIMULATOR')}</strong> ${say('Tổ chức hư cấu, không có người thật, không phải dịch vụ thật.', 'An invented organisation. No real person, no real service.')}</p>
<header><a href="/?lang=${language}"><strong>${say('Bệnh viện Vịnh Hải Đường (hư cấu)', 'Begonia Bay Hospital (invented)')}</strong></a>
<nav><a href="?lang=${other}" lang="${other}" hreflang="${other}">${say('English', 'Tiếng Việt')}</a></nav></header>
<main>
<h1>${title}</h1>
${main}
</main>
</body>
</html>
`.text
  }

  const use = say(
    'Chỉ dùng để điều trị cho bạn, giữ tối đa 30 ngày, không chuyển cho ai khác.',
    'Used for your treatment alone, kept for at most 30 days, passed on to nobody.',
  )
  const button = (label) =>
    html`<form method="post" action="/start?lang=${language}"><button>${label}</button></form>`
  const list = (claims) => html`<ul>${claims.map((claim) => html`<li>${word(LABELS, claim)}</li>`)}</ul>`
  const detail = (value) => html`<details><summary>${say('Chi tiết kỹ thuật', 'Technical detail')}</summary>
<pre tabindex="0">${JSON.stringify(value, null, 2)}</pre></details>`

  function start() {
    return page(
      say('Đến khám từ Việt Nam? Mang theo hồ sơ sức khỏe của bạn.', 'Coming to us from Viet Nam? Bring your health record along.'),
      html`<p>${say(
        'Thay vì điền giấy tờ, bạn có thể chia sẻ bản tóm tắt từ VNeID (mô phỏng); bạn xem từng giá trị rồi mới quyết định.',
        'Instead of filling in forms, you can share the summary held in VNeID (simulated), and you see every value before you decide.',
      )}</p>
${button(say('Chia sẻ hồ sơ sức khỏe', 'Share my health summary'))}
<h2>${say('Chúng tôi xin những gì', 'What we ask for')}</h2>
${list(ASKED)}
<p>${use}</p>`,
    )
  }

  function received({ idToken, userinfo }) {
    const { claims } = userinfo.verified_claims
    const missing = ASKED.filter((claim) => !(claim in claims))
    return page(
      say('Cảm ơn bạn, chúng tôi đã nhận hồ sơ', 'Thank you, your summary has arrived'),
      html`<p>${use}</p>
<h2>${say('Đã nhận', 'Received')}</h2>
<dl>${Object.entries(claims).map(([claim, value]) => html`<dt>${word(LABELS, claim)}</dt>${linesOf(value).map((line) => html`<dd>${line}</dd>`)}`)}</dl>
${missing.length > 0 ? html`<h2>${say('Đã xin nhưng không nhận được', 'Asked for, but not received')}</h2>
${list(missing)}
<p>${say('Không được chia sẻ, hoặc nguồn không có: với chúng tôi hai điều đó như nhau.', 'Not shared, or not available: the two look the same to us.')}</p>` : ''}
<h2>${say('Để bạn lưu lại', 'For your records')}</h2>
<dl><dt>${say('Mức đảm bảo', 'How sure we are')}</dt><dd>${word(LEVELS, userinfo.vnsg_assurance.level)}</dd>
<dt>${say('Mục đích', 'Purpose')}</dt><dd><code>${userinfo.purpose}</code></dd>
<dt>${say('Chúng tôi biết bạn là', 'We know you as')}</dt><dd><code>${userinfo.sub}</code></dd></dl>
${detail({ idToken, userinfo })}
<form method="post" action="/forget?lang=${language}"><button>${say('Xóa và bắt đầu lại', 'Delete this and start over')}</button></form>`,
    )
  }

  function linesOf(value) {
    if (Array.isArray(value)) {
      // The source was asked and knows of none; that differs from not having received the list.
      return value.length === 0 ? [say('Không ghi nhận', 'None on record')] : value.flatMap(linesOf)
    }
    if (typeof value === 'object') return [resource(value)]
    return [word(WORDS, value)]
  }

  /** A FHIR resource by what it says, with status, reactions, dosage and date behind it. */
  function resource(value) {
    const concept = value.code ?? value.medicationCodeableConcept ?? value.vaccineCode ?? {}
    const statuses = (value.clinicalStatus?.coding ?? []).map(({ code }) => word(WORDS, code))
    if (value.status === 'stopped') statuses.push(word(WORDS, 'stopped'))
    const reactions = (value.reaction ?? []).map(({ manifestation, severity }) => {
      const signs = manifestation.map(({ text }) => text).join(', ')
      return severity ? `${signs} (${word(WORDS, severity)})` : signs
    })
    const dosages = (value.dosage ?? []).map(({ text }) => text)
    const when = value.occurrenceDateTime ?? value.onsetDateTime ?? value.recordedDate
    const name = concept.text ?? concept.coding?.[0]?.code
    return [name, ...statuses, ...reactions, ...dosages, when].filter((part) => part !== undefined).join(' · ')
  }

  function ended({ receiptId, byCitizen }) {
    return page(
      byCitizen
        ? say('Bạn đã rút lại sự đồng ý: dữ liệu đã được xóa', 'You withdrew your consent: your data has been deleted')
        : say('Sự đồng ý đã bị chấm dứt: dữ liệu đã được xóa', 'The consent was ended: your data has been deleted'),
      html`<p>${say(
        'Trang liên kết giữa hai nước vừa báo cho chúng tôi. Chúng tôi không còn giữ giá trị nào đã nhận.',
        'The link between the two countries has just told us. We hold none of the values any more.',
      )}</p>
<p>${say('Biên nhận đồng ý:', 'Consent receipt:')} <code>${receiptId}</code></p>
<form method="post" action="/forget?lang=${language}"><button>${say('Về trang đầu', 'Back to the start')}</button></form>`,
    )
  }

  function refused(body) {
    return page(
      say('Chúng tôi không nhận được dữ liệu nào', 'We did not receive anything'),
      html`<p>${say(
        'Yêu cầu chưa hoàn tất. Chúng tôi không được biết lý do, và không cần biết.',
        'The request was not completed. We are not told why, and need not know.',
      )}</p>
<p>${say('Bạn vẫn được khám như thường: xin mời điền phiếu tại quầy tiếp đón.', 'You will be treated all the same: please fill in the form at our reception.')}</p>
${button(say('Thử lại', 'Try again'))}
${body.reference ? html`<p>${say('Mã tham chiếu:', 'Reference:')} <code>${body.reference}</code></p>` : ''}
${detail(body)}`,
    )
  }

  function trouble(said, body) {
    return page(
      said ?? say('Không thể tiếp tục', 'We cannot go on'),
      html`<p>${say('Chưa có dữ liệu nào được lưu lại ở đây.', 'Nothing was kept here.')}</p>
${body ? detail(body) : ''}
<p><a href="/?lang=${language}">${say('Về trang đầu', 'Back to the start')}</a></p>`,
    )
  }

  const away = (bridge) =>
    trouble(`${say('Trang liên kết hiện không trả lời:', 'The link does not answer at the moment:')} ${bridge}`)
  const missing = () => trouble(say('Không có trang này', 'There is no such page'))

  return { start, received, ended, refused, trouble, away, missing }
}
