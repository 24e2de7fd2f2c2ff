/** Uploads and pictures. */
export const files = {
  'A picture has at most {0} bytes, not {1}': '图片最大 {0} 字节，当前为 {1} 字节',
  'A file has at most {0} bytes, not {1}': '文件最大 {0} 字节，当前为 {1} 字节',
  'No file has arrived at this upload: PUT it to its url first': '尚未收到文件，请先将文件上传（PUT）到返回的地址',
  "This upload was announced with {0} bytes, and more came: create one for the file's real size":
    '该上传声明的大小为 {0} 字节，实际收到更多，请按文件的实际大小重新创建',
  'This upload is in use and no longer takes a file: create another': '该上传已被使用，不能再接收文件，请重新创建',
  'Send the file as it is, without Content-Encoding': '请直接发送原文件，不要使用 Content-Encoding',
  'Send the file itself as the body of the request, not as a form': '请将文件本身作为请求内容发送，不要使用表单',
  'There is no room for the file at the moment: try again later': '存储空间暂时不足，请稍后重试',

  'The picture could not be had': '图片获取失败',
  '{0} answers {1}: there is no picture at this address': '{0} 返回 {1}：该地址没有图片',
  '{0} answers {1} again and again: try the picture later': '{0} 多次返回 {1}，请稍后重试该图片',
  'The picture has more than {0} MB: make it smaller': '图片超过 {0} MB，请压缩后再上传',
  'The picture has more than {0} bytes: make it smaller': '图片超过 {0} 字节，请压缩后再上传',
  'The picture has more than {0} million pixels: make it smaller': '图片超过 {0} 百万像素，请缩小后再上传',
  'The picture is {0} pixels high: cut it into several': '图片高 {0} 像素，请切成多张',
  'The picture could not be worked: give another': '图片无法处理，请更换',
  'The picture is damaged or incomplete: save it again and give the new one': '图片已损坏或不完整，请重新保存后再上传',
  'The file is no longer kept: upload it again': '文件已不再保留，请重新上传',
  'The file is no longer kept, or has never arrived: upload it again': '文件已不再保留或未曾上传成功，请重新上传',
  'This is an SVG drawing, which is not taken: give a JPEG, PNG, WebP, GIF or AVIF': '不支持 SVG，请使用 JPEG、PNG、WebP、GIF 或 AVIF',
  'This is a web page, not a picture: give a JPEG, PNG, WebP, GIF or AVIF, such as the address that "Copy image address" gives':
    '这是网页而不是图片：请使用 JPEG、PNG、WebP、GIF 或 AVIF，例如在图片上右键“复制图片地址”得到的地址',
  'The file is empty: give a JPEG, PNG, WebP, GIF or AVIF': '文件是空的，请使用 JPEG、PNG、WebP、GIF 或 AVIF',
  'This is no picture: give a JPEG, PNG, WebP, GIF or AVIF': '这不是图片，请使用 JPEG、PNG、WebP、GIF 或 AVIF',
  'There is no {0} in the ZIP archive: put it in and upload that': 'ZIP 压缩包中没有 {0}，请放入后重新上传',
  'The ZIP archive that the picture is in is damaged: pack it again and upload that': '图片所在的 ZIP 压缩包已损坏，请重新打包后上传',
  'The ZIP archive is protected or packed in a manner of its own: pack it again as a plain ZIP':
    'ZIP 压缩包已加密或格式特殊，请重新打包为普通 ZIP',
  'The ZIP archive holds more than {0} files': 'ZIP 压缩包中的文件超过 {0} 个',
} as const satisfies Readonly<Record<string, string>>;
